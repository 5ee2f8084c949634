import { beforeAll, describe, expect, test } from 'vitest';
import { attempts, invitationTo, peopleIn } from '../journeys/people/people.ts';
import { unique, workos } from '../fixtures.ts';
import { everythingOf, expectHarmless, newPlace } from './world.ts';
import type { Place } from './world.ts';

/*
 * Ids of another organization in everything that an admin can send. What they do to people, in which
 * our code is the fence, is tried for more callers in tests/journeys/people/fence.test.ts.
 */

let mine: Place;
let theirs: Place;
beforeAll(async () => {
	[mine, theirs] = await Promise.all([newPlace(), newPlace()]);
});

const seen = () => ({ id: theirs.task.id, seen: theirs.task.updated_at });

/** Each act as a path below my organization, and what is sent to it. */
const acts: Record<string, () => [path: string, fields: Record<string, string>]> = {
	'create a task in their project': () => [
		'/tasks?/createTask',
		{ title: 'Mine', project_id: theirs.project.id }
	],
	'give a task to their member': () => [
		'/tasks?/createTask',
		{ title: 'Mine', project_id: mine.project.id, assignee_id: theirs.member.id }
	],
	'change their task': () => [
		'/tasks?/changeTask',
		{ ...seen(), title: 'Mine', 'was.title': 'What it was' }
	],
	'change their task from its project': () => [
		`/projects/${theirs.project.id}?/changeTask`,
		{ ...seen(), status: 'done', 'was.status': theirs.task.status }
	],
	'move their task': () => ['/tasks?/moveTask', { ...seen(), to: 'trashed' }],
	'delete their task': () => ['/tasks?/deleteTask', seen()],
	'delete their task where it is open': () => [`/tasks/${theirs.task.id}?/deleteTask`, seen()],
	'change many of their tasks': () => [
		'/tasks?/changeTasks',
		{ row: theirs.task.id, status: 'done' }
	],
	'trash many of their tasks': () => ['/tasks?/moveTasks', { row: theirs.task.id, to: 'trashed' }],
	'put my task into their project': () => [
		'/tasks?/changeTask',
		{
			...{ id: mine.task.id, seen: mine.task.updated_at },
			...{ project_id: theirs.project.id, 'was.project_id': mine.project.id }
		}
	],
	'give my task to their member': () => [
		'/tasks?/changeTask',
		{
			...{ id: mine.task.id, seen: mine.task.updated_at },
			...{ assignee_id: theirs.member.id, 'was.assignee_id': '' }
		}
	],
	'create a project led by their member': () => [
		'/projects/new?/create',
		{ name: 'Mine', status: 'active', visibility: 'org', lead_id: theirs.member.id, due_on: '' }
	],
	'rename their project': () => [
		`/projects/${theirs.project.id}/edit?/save`,
		{ seen: theirs.project.updated_at, name: 'Mine', 'was.name': theirs.project.name }
	],
	'archive their project': () => [
		`/projects/${theirs.project.id}/edit?/move`,
		{ seen: theirs.project.updated_at, to: 'archived' }
	],
	'delete their project': () => [
		`/projects/${theirs.project.id}/edit?/delete`,
		{ seen: theirs.project.updated_at }
	],
	'join their project': () => [
		`/projects/${theirs.project.id}?/addPerson`,
		{ user_id: mine.admin.id }
	],
	'take their member into my project': () => [
		`/projects/${mine.project.id}?/addPerson`,
		{ user_id: theirs.member.id }
	],
	'take somebody out of their project': () => [
		`/projects/${theirs.project.id}?/removePerson`,
		{ user_id: theirs.admin.id }
	],
	'write their budget': () => [
		`/projects/${theirs.project.id}?/saveBudget`,
		{ amount: '1', spent: '1', currency: 'EUR', seen: '' }
	],
	'send an organization along': () => [
		'/tasks?/createTask',
		{
			...{ title: 'Mine', project_id: theirs.project.id },
			...{ org_id: theirs.organization.id, created_by: theirs.admin.id }
		}
	],
	'open the portal of their organization': () => [
		'/sign-in',
		{ intent: 'sso', organization: theirs.organization.id }
	]
};

test.each(Object.keys(acts))('%s', async (name) => {
	const [path, fields] = acts[name]!();
	const [before, own] = await Promise.all([everythingOf(theirs), mine.task.id]);
	const answer = await mine.visitor.post(mine.here + path, fields);
	expectHarmless(answer, name);
	expect(answer.body).not.toContain(theirs.project.name);
	expect(answer.body).not.toContain(theirs.task.title);
	expect(answer.body).not.toContain(theirs.member.lastName);
	expect(await everythingOf(theirs)).toBe(before);
	const { data: still } = await mine.admin.supabase
		.from('tasks')
		.select('project_id, assignee_id')
		.eq('id', own)
		.single()
		.throwOnError();
	expect(still).toEqual({ project_id: mine.project.id, assignee_id: null });
	if (answer.location) {
		// The portal is that of the organization of the page, whatever was sent.
		const portal = await fetch(answer.location);
		expect(await portal.text()).not.toContain(theirs.organization.name);
	}
});

describe('people and invitations', () => {
	const names = [
		...['changeRole', 'changeRoles', 'pause', 'resume', 'remove', 'resend', 'revoke']
	] as const;
	test.each(names)('%s', async (name) => {
		const invitation = await invitationTo(`guest.${unique()}@example.test`, theirs.organization);
		const state = async () => ({
			people: await peopleIn(theirs.organization),
			rows: await everythingOf(theirs),
			invitation: (await workos.userManagement.getInvitation(invitation.id)).updatedAt
		});
		const before = await state();
		const answer = await attempts(mine.visitor, mine, theirs, invitation)[name]();
		expectHarmless(answer, name);
		expect([403, 404]).toContain(answer.status);
		expect(await state()).toEqual(before);
	});

	test.each([
		...['user_01J00000000000000000000000', 'user_*', 'user_%', 'user_x,user_y', 'user_../x'],
		...['org_x', '__proto__', 'constructor', "user_' or 1=1", 'user_x?organization_id=y', '.', '..']
	])('no person is called %j', async (id) => {
		const before = await everythingOf(mine);
		const path = `${mine.here}/members/${encodeURIComponent(id)}?/remove`;
		const answer = await mine.visitor.post(path, { to: id, role: id, row: id });
		expectHarmless(answer, id);
		// Some are another address, to which a browser would be led without its form.
		expect(answer.status).toBeGreaterThanOrEqual(308);
		expect(await everythingOf(mine)).toBe(before);
	});

	test.each([
		...['invitation_*', 'invitation_../users/x', 'invitation_x?expand=1', 'user_x', '__proto__'],
		...['invitation_%2e%2e%2f', '', 'invitation_x#', 'invitation_x/accept']
	])('no invitation is called %j', async (id) => {
		for (const action of ['resend', 'revoke']) {
			const answer = await mine.visitor.post(`${mine.here}/members/invitations?/${action}`, { id });
			expectHarmless(answer, id);
			expect(answer.status).toBeGreaterThanOrEqual(400);
		}
	});
});

test('the control: an admin changes what is their own', async () => {
	const answer = await theirs.visitor.post(`${theirs.here}/tasks?/changeTask`, {
		...{ ...seen(), title: 'Meant', 'was.title': theirs.task.title }
	});
	expect(answer.body).toContain('Saved.');
});
