import { newCompany, newProject, newTask } from '../../policies/company.ts';
import {
	as,
	changeRoles,
	leave,
	membershipOf,
	newPerson,
	workos as workosApi
} from '../../fixtures.ts';
import { expect, test } from '../session/test.ts';
import {
	attempts,
	hook,
	impersonationOf,
	invitationsOf,
	invitationTo,
	membersOf,
	newMember,
	newTeam,
	peopleIn,
	sheetOf
} from './people.ts';
import type { Team } from './people.ts';

/*
 * Calls to WorkOS with the API key, which may do anything: our code is the fence. Each action is
 * tried with ids of another organization, by people who may not, and in somebody else's name.
 */

async function everythingOf({ organization }: Team, invitation: { id: string }) {
	const { state, updatedAt } = await workosApi.userManagement.getInvitation(invitation.id);
	return { people: await peopleIn(organization), invitation: { state, updatedAt } };
}

test('an admin does nothing to people and invitations of another organization', async ({
	visitor
}) => {
	const [here, there] = [await newTeam(), await newTeam()];
	const invitation = await invitationTo('guest.of.another@example.test', there.organization);
	// Of the same admin: the organization is that of the page, not any they run.
	await visitor.signIn(here.admin, { organization: here.organization });
	const before = await everythingOf(there, invitation);
	for (const [name, attempt] of Object.entries(attempts(visitor, here, there, invitation))) {
		const answer = await attempt();
		expect([403, 404], name).toContain(answer.status);
		expect(answer.body, name).not.toContain(there.member.lastName);
		expect(await everythingOf(there, invitation), name).toEqual(before);
	}
	expect((await visitor.open(sheetOf(here.organization, there.member))).status).toBe(404);
});

test('nor where they belong to the other organization, as its admin even', async ({ visitor }) => {
	const [here, there] = [await newTeam(), await newTeam()];
	await workosApi.userManagement.createOrganizationMembership({
		organizationId: there.organization.id,
		userId: here.admin.id,
		roleSlug: 'admin'
	});
	const invitation = await invitationTo('guest.of.both@example.test', there.organization);
	await visitor.signIn(here.admin, { organization: here.organization });
	const before = await everythingOf(there, invitation);
	for (const [name, attempt] of Object.entries(attempts(visitor, here, there, invitation))) {
		// What is sent along does not count.
		const { status } = await attempt();
		expect([403, 404], name).toContain(status);
		expect(await everythingOf(there, invitation), name).toEqual(before);
	}
	const asked = await visitor.post(`${invitationsOf(here.organization)}?/invite`, {
		emails: 'somebody.new@example.test',
		role: 'member',
		organization_id: there.organization.id,
		organizationId: there.organization.id
	});
	expect(asked.status).toBe(200);
	expect(await peopleIn(there.organization)).not.toHaveProperty(['somebody.new@example.test']);
	expect(await peopleIn(here.organization)).toHaveProperty(
		['somebody.new@example.test'],
		'member, pending'
	);
});

test('a member does nothing to anybody, and sees no invitation', async ({ visitor }) => {
	const team = await newTeam();
	const colleague = await newMember(team.organization);
	const invitation = await invitationTo('guest.of.members@example.test', team.organization);
	await visitor.signIn(team.member, { organization: team.organization });
	const before = await everythingOf(team, invitation);
	const about = { ...team, member: colleague };
	for (const [name, attempt] of Object.entries(attempts(visitor, team, about, invitation))) {
		expect((await attempt()).status, name).toBe(403);
		expect(await everythingOf(team, invitation), name).toEqual(before);
	}
	const asked = { emails: 'nobody.new@example.test', role: 'admin' };
	const { status } = await visitor.post(`${invitationsOf(team.organization)}?/invite`, asked);
	expect(status).toBe(403);
	expect(await everythingOf(team, invitation)).toEqual(before);

	for (const path of [membersOf(team.organization), invitationsOf(team.organization)]) {
		for (const address of [path, `${path}/__data.json`]) {
			expect((await visitor.open(address)).body).not.toContain('guest.of.members');
		}
	}
});

test('an admin who was demoted a moment ago does nothing, with the token of an admin', async ({
	visitor
}) => {
	const team = await newTeam();
	const second = await newMember(team.organization, 'admin');
	const invitation = await invitationTo('guest.of.demoted@example.test', team.organization);
	await visitor.signIn(second, { organization: team.organization });
	await visitor.open(membersOf(team.organization));
	await changeRoles(second, team.organization, 'member', { only: 'mirror' });
	const before = await everythingOf(team, invitation);
	for (const [name, attempt] of Object.entries(attempts(visitor, team, team, invitation))) {
		expect((await attempt()).status, name).toBe(403);
		expect(await everythingOf(team, invitation), name).toEqual(before);
	}
});

test('nobody does any of it in somebody else’s name', async ({ visitor }) => {
	const team = await newTeam();
	const invitation = await invitationTo('guest.of.nobody@example.test', team.organization);
	const { location } = await visitor.open('/sign-in');
	await visitor.open(await impersonationOf(team.admin, team.organization, location));
	const before = await everythingOf(team, invitation);
	const all = {
		...attempts(visitor, team, team, invitation),
		invite: () =>
			visitor.post(`${invitationsOf(team.organization)}?/invite`, {
				...{ emails: 'nobody.new@example.test', role: 'member' }
			}),
		leave: () => visitor.post(`${sheetOf(team.organization, team.admin)}?/leave`),
		portal: () => visitor.post(`/orgs/${team.organization.slug}/sign-in`, { intent: 'sso' })
	};
	for (const [name, attempt] of Object.entries(all)) {
		expect((await attempt()).status, name).toBe(403);
		expect(await everythingOf(team, invitation), name).toEqual(before);
	}
});

test('who is removed while what they send is on its way does nothing with it', async ({
	visitor,
	data
}) => {
	const team = await newTeam();
	const second = await newMember(team.organization, 'admin');
	await visitor.signIn(second, { organization: team.organization });
	await visitor.open(membersOf(team.organization));
	const before = await peopleIn(team.organization);
	data.clear();

	const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
	const [writer, encoder] = [writable.getWriter(), new TextEncoder()];
	const sent = visitor.ask(`${invitationsOf(team.organization)}?/invite`, {
		method: 'POST',
		body: readable,
		headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' }
	});
	await writer.write(encoder.encode('role=admin&emails='));
	const asked = () => data.calls.filter(({ path, status }) => status && path.includes('_state'));
	await expect.poll(() => asked().length).toBe(1);
	await leave(second, team.organization);
	await writer.write(encoder.encode('somebody.else%40example.test'));
	await writer.close();

	expect((await sent).status).toBe(403);
	expect({ ...(await peopleIn(team.organization)), [second.email]: 'admin' }).toEqual(before);
});

test('who takes their own rights away in the middle of a list comes last', async ({ visitor }) => {
	const team = await newTeam();
	const others = [
		await newMember(team.organization, 'admin'),
		await newMember(team.organization, 'admin')
	];
	await visitor.signIn(team.admin, { organization: team.organization });
	const rows = [team.admin, others[0]!].map(({ id }) => `row=${id}`);
	const answer = await visitor.ask(`${membersOf(team.organization)}?/changeRoles`, {
		method: 'POST',
		body: `role=member&${rows.join('&')}`,
		headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' }
	});
	expect(answer.status).toBeLessThan(500);
	expect(await peopleIn(team.organization)).toMatchObject({
		[team.admin.email]: 'member',
		[others[0]!.email]: 'member',
		[others[1]!.email]: 'admin'
	});
});

test('who is no admin any more while a long list is worked through invites nobody more', async ({
	visitor,
	workos
}) => {
	const team = await newTeam();
	const second = await newMember(team.organization, 'admin');
	await visitor.signIn(second, { organization: team.organization });
	await visitor.open(invitationsOf(team.organization));
	const before = await peopleIn(team.organization);
	const held = workos.hold(/^POST .*\/invitations/);
	const emails = Array.from({ length: 12 }, (_, number) => `guest${number}@long.list.test`);
	const sent = visitor.post(`${invitationsOf(team.organization)}?/invite`, {
		...{ emails: emails.join('\n'), role: 'member' }
	});
	await held.waiting(5);
	await changeRoles(second, team.organization, 'member', { only: 'mirror' });
	await held.release();
	expect((await sent).status).toBeLessThan(500);
	const after = Object.keys(await peopleIn(team.organization));
	expect(after).toHaveLength(Object.keys(before).length + 5);
});

test('a hand-over goes to nobody of elsewhere, and then nothing is done', async ({ visitor }) => {
	const { organization, admin, member } = await newCompany();
	const elsewhere = await newTeam();
	const project = await newProject(admin);
	await newTask(admin, project, { assignee_id: member.id });
	await visitor.signIn(admin, { organization });
	const before = await peopleIn(organization);
	for (const to of [elsewhere.member.id, 'user_nobody', 'nonsense']) {
		const answer = await visitor.post(`${sheetOf(organization, member)}?/remove`, { to });
		expect([400, 403, 404, 409], to).toContain(answer.status);
		expect(await peopleIn(organization), to).toEqual(before);
	}
});

test('what was handed over is said when the rest came to nothing', async ({ visitor, workos }) => {
	const { organization, admin, member, colleague } = await newCompany();
	const project = await newProject(admin);
	await newTask(admin, project, { assignee_id: member.id });
	await visitor.signIn(admin, { organization });
	await visitor.open(membersOf(organization));
	workos.fail(/^DELETE .*\/organization_memberships\//, 503);
	const answer = await visitor.post(`${sheetOf(organization, member)}?/remove`, {
		to: colleague.id
	});
	expect(answer.status).toBe(503);
	expect(answer.body).toContain('Their open tasks were handed over all the same.');
});

test('while WorkOS is away a long list ends early, and what was not tried is kept', async ({
	visitor,
	workos
}) => {
	const { organization, admin } = await newTeam();
	await visitor.signIn(admin, { organization });
	await visitor.open(invitationsOf(organization));
	workos.clear();
	workos.fail(/^POST .*\/invitations/, 503);
	const emails = Array.from({ length: 40 }, (_, number) => `guest${number}@example.test`);
	const answer = await visitor.post(`${invitationsOf(organization)}?/invite`, {
		...{ emails: emails.join('\n'), role: 'member' }
	});
	expect(answer.status).toBe(400);
	expect(answer.body).toContain('Not tried: try again');
	const sent = workos.calls.filter(({ method }) => method === 'POST');
	expect(sent.length).toBeLessThanOrEqual(5);
	const kept = answer.body.match(/">([^<"]*)<\/textarea>/)?.[1]?.trim();
	expect(kept?.split('\n')).toEqual(emails);
});

test('the token and the link of an invitation are in no page and in no log', async ({
	visitor,
	app
}) => {
	const { organization, admin } = await newTeam();
	const invitation = await invitationTo('guest.in.secret@example.test', organization);
	await visitor.signIn(admin, { organization });
	const path = invitationsOf(organization);
	for (const answer of [
		await visitor.open(path),
		await visitor.open(`${path}/__data.json`),
		await visitor.post(`${path}?/resend`, { id: invitation.id }),
		await visitor.post(`${path}?/invite`, { emails: 'second.secret@example.test', role: 'member' })
	]) {
		expect(answer.status).toBe(200);
		expect(answer.body).toContain('guest.in.secret@example.test');
		expect(answer.body).not.toContain(invitation.token);
		expect(answer.body).not.toContain('invitation_token');
	}
	expect(app.log()).not.toContain(invitation.token);
});

test('what a directory manages is not changed here, and says so', async ({ visitor }) => {
	const team = await newTeam();
	const { id } = await membershipOf(team.member, team.organization);
	await hook('directory', { membership_id: id });
	await visitor.signIn(team.admin, { organization: team.organization });
	const before = await peopleIn(team.organization);
	const sheet = sheetOf(team.organization, team.member);
	for (const action of ['changeRole', 'pause', 'remove']) {
		const answer = await visitor.post(`${sheet}?/${action}`, { role: 'admin' });
		expect(answer.status, action).toBe(403);
		expect(answer.body, action).toContain('A directory manages this membership');
	}
	expect(await peopleIn(team.organization)).toEqual(before);
	// From the first look on, the page offers nothing that would be refused.
	const page = await visitor.open(sheet);
	expect(page.body).toMatch(/cannot be\s+changed here/);
	expect(page.body).not.toContain('?/remove');
});

test('roles come from WorkOS, those of other organizations and reserved ones do not', async ({
	visitor,
	workos
}) => {
	const [team, other] = [await newTeam(), await newTeam()];
	for (const [{ organization }, name] of [
		[team, 'Auditor'],
		[other, 'Stranger']
	] as const) {
		await workosApi.authorization.createOrganizationRole(organization.id, {
			slug: `org-${name.toLowerCase()}`,
			name
		});
	}
	await visitor.signIn(team.admin, { organization: team.organization });
	const sheet = sheetOf(team.organization, team.member);
	const { body } = await visitor.open(sheet);
	expect(body).toContain('Auditor');
	expect(body).not.toContain('Stranger');

	expect((await visitor.post(`${sheet}?/changeRole`, { role: 'org-auditor' })).status).toBe(200);
	expect((await membershipOf(team.member, team.organization)).role.slug).toBe('org-auditor');
	const refused = await visitor.post(`${sheet}?/changeRole`, { role: 'org-stranger' });
	expect([refused.status, refused.body]).toEqual([
		400,
		expect.stringContaining('There is no such role any more.')
	]);
	for (const role of ['service_role', 'authenticated', 'postgres']) {
		workos.clear();
		expect((await visitor.post(`${sheet}?/changeRole`, { role })).status, role).toBe(400);
		expect(
			workos.calls.filter(({ method }) => method !== 'GET'),
			role
		).toEqual([]);
	}
	expect((await membershipOf(team.member, team.organization)).role.slug).toBe('org-auditor');
});

test('open tasks go to whoever is chosen, and done ones stay', async ({ visitor }) => {
	const { organization, admin, member, colleague } = await newCompany();
	const project = await newProject(admin);
	const [open, done] = await Promise.all([
		newTask(admin, project, { assignee_id: member.id }),
		newTask(admin, project, { assignee_id: member.id, status: 'done' })
	]);
	await visitor.signIn(admin, { organization });
	const sheet = sheetOf(organization, member);
	expect((await visitor.open(sheet)).body).toContain('Hand over 1 open task');
	const { status } = await visitor.post(`${sheet}?/remove`, { to: colleague.id });
	expect(status).toBe(303);
	const assignees = async () => {
		const { data } = await admin.supabase
			.from('tasks')
			.select('id, assignee_id')
			.in('id', [open.id, done.id])
			.throwOnError();
		return Object.fromEntries(data.map(({ id, assignee_id }) => [id, assignee_id]));
	};
	expect(await assignees()).toEqual({ [open.id]: colleague.id, [done.id]: member.id });
	expect(await peopleIn(organization)).not.toHaveProperty([member.email]);
});

test('a member leaves, and hands over before', async ({ visitor }) => {
	const { organization, admin, member } = await newCompany();
	const project = await newProject(admin);
	const task = await newTask(admin, project, { assignee_id: member.id });
	await visitor.signIn(member, { organization });
	// Somebody else's page is no way to take them out.
	expect((await visitor.post(`${sheetOf(organization, admin)}?/remove`)).status).toBe(403);
	const answer = await visitor.post(`${sheetOf(organization, member)}?/leave`, { to: admin.id });
	expect([answer.status, new URL(answer.location).pathname]).toEqual([303, '/orgs']);
	expect(await peopleIn(organization)).not.toHaveProperty([member.email]);
	const { data } = await (
		await as(admin, organization)
	)
		.from('tasks')
		.select('assignee_id')
		.eq('id', task.id)
		.single()
		.throwOnError();
	expect(data.assignee_id).toBe(admin.id);
	const out = await visitor.open(`/orgs/${organization.slug}`);
	expect(out.body).toContain(`You are no longer a member of ${organization.name}`);
});

test('each line of a list has its own outcome, and what is left is kept', async ({ visitor }) => {
	const { organization, admin, member } = await newTeam();
	const before = await invitationTo('invited.before@example.test', organization);
	const fresh = await newPerson();
	await visitor.signIn(admin, { organization });
	const lines = [
		`Robin <${fresh.email}>`,
		member.email,
		before.email.toUpperCase(),
		'not an address',
		'lost@nowhere.invalid',
		fresh.email
	];
	const answer = await visitor.post(`${invitationsOf(organization)}?/invite`, {
		emails: lines.join('\n'),
		role: 'admin'
	});
	expect(answer.status).toBe(200);
	const [, told = ''] = answer.body.split('What became of them');
	const words = told.slice(0, told.indexOf('</section>')).replaceAll(/<[^>]*>/g, ' ');
	expect(words.replaceAll(/\s+/g, ' ')).toContain(
		[
			`Robin &lt;${fresh.email}> Invited`,
			`${member.email} A member already`,
			`${before.email.toUpperCase()} Invited already`,
			'not an address No e-mail address',
			'lost@nowhere.invalid No mail gets there',
			`${fresh.email} Twice in the list`
		].join(' ')
	);
	const kept = answer.body.match(/">([^<"]*)<\/textarea>/)?.[1]?.trim();
	expect(kept).toBe('not an address\nlost@nowhere.invalid');
	expect(await peopleIn(organization)).toHaveProperty([fresh.email], 'admin, pending');
});
