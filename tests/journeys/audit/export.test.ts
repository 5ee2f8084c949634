import { changeRoles } from '../../fixtures.ts';
import type { Organization } from '../../fixtures.ts';
import { newCompany, newProject, newTask } from '../../policies/company.ts';
import type { Company } from '../../policies/company.ts';
import { ask } from '../../policies/database.ts';
import { newMember } from '../people/people.ts';
import { expect, test } from '../session/test.ts';
import type { Visitor } from '../session/visitor.ts';

/*
 * The audit log as a file: all of it or what a filter leaves, made while it is read.
 */

const logOf = ({ slug }: Organization) => `/orgs/${slug}/audit`;

async function linesOf(visitor: Visitor, organization: Organization, query = '') {
	const { status, body } = await visitor.open(`${logOf(organization)}/export/jsonl?${query}`);
	expect(status).toBe(200);
	return body
		.split('\n')
		.filter(Boolean)
		.map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** Somebody has done something in it. */
async function livedIn(): Promise<Company & { task: string }> {
	const company = await newCompany();
	const { admin, member } = company;
	const task = await newTask(member, await newProject(admin), { title: '=1+1, "quoted"' });
	await admin.supabase.from('tasks').update({ status: 'done' }).eq('id', task.id).throwOnError();
	return { ...company, task: task.id };
}

test('every event is in it, oldest first, and that it was exported @everywhere', async ({
	visitor
}) => {
	const { organization, admin, member, task } = await livedIn();
	await visitor.signIn(admin, { organization });
	const lines = await linesOf(visitor, organization);
	const stored = await ask('select id from public.audit_events where org_id = $1 order by at, id', [
		organization.id
	]);
	expect(lines.map(({ id }) => id)).toEqual(stored.map(({ id }) => id));
	expect(lines.at(-1)).toMatchObject({ kind: 'exported', resource: 'audit_events' });
	const ofTask = lines.filter(({ resource_id }) => resource_id === task);
	expect(ofTask).toMatchObject([
		{ kind: 'created', actor_id: member.id },
		{ kind: 'changed', actor_id: admin.id, changes: { status: ['todo', 'done'] } }
	]);
	// Sessions can be told apart, and not ended, by what stands there.
	const [{ session_id } = {}] = await ask(
		'select session_id from public.audit_events where resource_id = $1',
		[task]
	);
	const text = JSON.stringify(lines);
	expect(text).not.toContain(String(session_id));
	expect(new Set(ofTask.map(({ session }) => session)).size).toBe(2);
});

test('a filter holds for the file, and a spreadsheet runs nothing', async ({ visitor }) => {
	const { organization, admin, member, task } = await livedIn();
	await visitor.signIn(admin, { organization });
	const query = `resource=tasks&who=${member.id}`;
	expect(await linesOf(visitor, organization, query)).toMatchObject([
		{ resource: 'tasks', resource_id: task, kind: 'created' }
	]);
	const { body, headers } = await visitor.open(`${logOf(organization)}/export/csv?${query}`);
	expect(headers.get('content-type')).toContain('text/csv');
	expect(headers.get('content-disposition')).toMatch(/attachment; filename=".*audit-log.*\.csv"/);
	const [head, line, ...rest] = body.trim().split('\r\n');
	expect(head).toContain(
		'at,id,actor_id,actor,impersonator,session,kind,resource,resource_id,changes'
	);
	expect(line).toContain(task);
	expect(rest).toEqual([]);
	for (const start of body.matchAll(/(?:^|,)"?([=+@-])/gm)) expect(start[1]).toBeUndefined();
});

test('members and strangers get none of it', async ({ visitor }) => {
	const { organization, member } = await livedIn();
	const other = await newCompany();
	await visitor.signIn(member, { organization });
	for (const format of ['csv', 'jsonl']) {
		const answer = await visitor.open(`${logOf(organization)}/export/${format}`);
		expect(answer.status).toBe(303);
		expect(answer.location).toContain(`${logOf(organization)}/export`);
		expect((await visitor.open(answer.location)).status).toBe(403);
		const there = await visitor.open(`${logOf(other.organization)}/export/${format}`);
		expect(there.status).toBe(404);
	}
	expect((await visitor.open(logOf(organization))).status).toBe(403);
});

test('whoever is no admin any more on the way gets no whole file', async ({
	visitor,
	app,
	data
}) => {
	const { organization } = await livedIn();
	const second = await newMember(organization, 'admin');
	await visitor.signIn(second, { organization });
	await visitor.open(logOf(organization));
	const hold = data.hold('/rest/v1/audit_events');
	const broken = visitor.open(`${logOf(organization)}/export/jsonl`);
	const refused = expect(broken).rejects.toThrow();
	await hold.waiting();
	await changeRoles(second, organization, 'member', { only: 'mirror' });
	await hold.release();
	await refused;
	expect(app.log()).toContain('no longer an admin');
});

test('addresses that nobody made lead to no error and to no other organization', async ({
	visitor
}) => {
	const { organization, admin, task } = await livedIn();
	const other = await livedIn();
	await visitor.signIn(admin, { organization });
	for (const query of [
		`of=${other.task}`,
		`who=${other.admin.id}`,
		'who=null&kind=created',
		'who=none',
		'after=2020-01-01T00:00:00Z_x',
		'sort=who&size=1000000&when.from=9999-99-99&when.to=0000-00-00',
		`of=${'x'.repeat(3000)}`,
		'of=../..&kind[]=created&resource=pg_catalog'
	]) {
		const { status, body } = await visitor.open(`${logOf(organization)}?${query}`);
		expect(status, query).toBe(200);
		expect(body, query).not.toContain(other.organization.name);
	}
	const [{ id } = {}] = await ask('select id from public.audit_events where resource_id = $1', [
		other.task
	]);
	expect((await visitor.open(`${logOf(organization)}/${String(id)}`)).status).toBe(404);
	expect((await visitor.open(`${logOf(organization)}/not-an-event`)).status).toBe(404);
	expect((await visitor.open(`${logOf(organization)}?of=${task}`)).body).toContain('Created task');
});
