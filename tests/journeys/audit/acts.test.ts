import { join, newOrganization, newPerson, workos } from '../../fixtures.ts';
import type { Organization, Person } from '../../fixtures.ts';
import { newCompany, newProject, newTask } from '../../policies/company.ts';
import { ask } from '../../policies/database.ts';
import {
	impersonationOf,
	invitationsOf,
	invitationTo,
	linkOf,
	membersOf,
	newMember,
	newTeam,
	sheetOf
} from '../people/people.ts';
import { expect, test } from '../session/test.ts';
import type { Visitor } from '../session/visitor.ts';

/*
 * What people do to people, and have WorkOS do: each leaves exactly one event, which says who did it, in
 * which session, and what is different now.
 */

interface Event {
	actor_id: string | null;
	session_id: string | null;
	kind: string;
	resource: string;
	resource_id: string;
	changes: Record<string, unknown>;
}

/** What was written down since, and how to ask again. */
async function watch({ id }: Organization): Promise<() => Promise<Event[]>> {
	const read = async () => {
		const rows = await ask(
			`select id, actor_id, session_id, kind, resource, resource_id, changes
			from public.audit_events where org_id = $1 order by at, id`,
			[id]
		);
		return rows as unknown as (Event & { id: string })[];
	};
	const before = new Set((await read()).map((event) => event.id));
	return async () => {
		const now = await read();
		const news = now.filter((event) => !before.has(event.id));
		news.forEach((event) => before.add(event.id));
		return news.map((event) => ({ ...event, id: undefined }) as Event);
	};
}

const sidOf = (visitor: Visitor) => visitor.cookies().get('orgdeck-session')?.split('.')[0];

const by = (person: Person, visitor: Visitor) => ({
	actor_id: person.id,
	session_id: sidOf(visitor)
});

test('what admins do to members leaves one event each', async ({ visitor }) => {
	const { organization, admin, member } = await newTeam();
	await visitor.signIn(admin, { organization });
	const sheet = sheetOf(organization, member);
	const news = await watch(organization);
	const about = { ...by(admin, visitor), resource: 'memberships', resource_id: member.id };

	for (const [action, form, changes] of [
		['changeRole', { role: 'admin' }, { roles: [['member'], ['admin']] }],
		['pause', {}, { status: ['active', 'inactive'] }],
		['resume', {}, { status: ['inactive', 'active'] }],
		['remove', {}, { status: ['active', 'removed'] }]
	] as [string, Record<string, string>, unknown][]) {
		const { status } = await visitor.post(`${sheet}?/${action}`, form);
		expect([200, 303], action).toContain(status);
		expect(await news(), action).toEqual([{ ...about, kind: 'changed', changes }]);
	}
});

test('whoever changes several roles, or leaves, is named with each', async ({ visitor }) => {
	const { organization, admin, member } = await newTeam();
	const other = await newMember(organization);
	await visitor.signIn(admin, { organization });
	const news = await watch(organization);
	const body = new URLSearchParams([
		...[member, other].map(({ id }) => ['row', id]),
		['role', 'admin']
	]);
	await visitor.ask(`${membersOf(organization)}?/changeRoles`, { method: 'POST', body });
	const ids = [member.id, other.id];
	expect((await news()).map(({ resource_id }) => resource_id).sort()).toEqual(ids.sort());

	await visitor.post(`${sheetOf(organization, admin)}?/leave`);
	expect(await news()).toEqual([
		{
			...{ ...by(admin, visitor), kind: 'changed', resource: 'memberships' },
			...{ resource_id: admin.id, changes: { status: ['active', 'removed'] } }
		}
	]);
});

test('a pause with a hand-over tells of the membership and of each task', async ({ visitor }) => {
	const { organization, admin, member, colleague } = await newCompany();
	const task = await newTask(member, await newProject(admin), { assignee_id: member.id });
	await visitor.signIn(admin, { organization });
	const news = await watch(organization);
	await visitor.post(`${sheetOf(organization, member)}?/pause`, { to: colleague.id });
	const told = await news();
	expect(told).toHaveLength(2);
	expect(told).toContainEqual(
		expect.objectContaining({
			...{ ...by(admin, visitor), resource: 'tasks', resource_id: task.id },
			changes: { assignee_id: [member.id, colleague.id] }
		})
	);
});

test('invitations are told when they are sent, sent again and revoked', async ({ visitor }) => {
	const { organization, admin } = await newTeam();
	await visitor.signIn(admin, { organization });
	const path = invitationsOf(organization);
	const news = await watch(organization);
	const emails = ['one.of.two@example.test', 'two.of.two@example.test'];
	await visitor.post(`${path}?/invite`, { emails: emails.join('\n'), role: 'member' });
	const sent = await news();
	expect(sent).toHaveLength(2);
	for (const email of emails) {
		expect(sent).toContainEqual({
			...{ ...by(admin, visitor), kind: 'created', resource: 'invitations' },
			resource_id: expect.stringMatching(/^invitation_/),
			changes: { email: [null, email], role: [null, 'member'] }
		});
	}

	const { resource_id: id, changes } = sent[0]!;
	const [, email] = changes.email as [null, string];
	const about = { ...by(admin, visitor), resource: 'invitations', resource_id: id };
	await visitor.post(`${path}?/resend`, { id });
	expect(await news()).toEqual([{ ...about, kind: 'resent', changes: { email: [email, email] } }]);
	await visitor.post(`${path}?/revoke`, { id });
	const gone = { email: [email, null], role: ['member', null] };
	expect(await news()).toEqual([{ ...about, kind: 'deleted', changes: gone }]);
	// What WorkOS refuses did not happen.
	await visitor.post(`${path}?/revoke`, { id });
	await visitor.post(`${path}?/invite`, { emails: admin.email, role: 'member' });
	expect(await news()).toEqual([]);
	expect(await ask('select from app.acts where org_id = $1', [organization.id])).toEqual([]);
});

test('whoever accepts an invitation is who joined', async ({ visitor }) => {
	const { organization } = await newTeam();
	const person = await newPerson();
	const invitation = await invitationTo(person.email, organization);
	await visitor.signIn(person);
	await visitor.open(linkOf(invitation));
	const news = await watch(organization);
	await visitor.post('/invite?/join');
	const told = await news();
	expect(told).toMatchObject([
		{ ...by(person, visitor), resource: 'memberships', resource_id: person.id }
	]);
	expect(told[0]?.changes).toMatchObject({ status: [expect.anything(), 'active'] });
});

test('a way into the sign-in methods and an archive are told', async ({ visitor }) => {
	const { organization, admin } = await newTeam();
	await visitor.signIn(admin, { organization });
	const here = `/orgs/${organization.slug}`;
	const news = await watch(organization);
	await visitor.post(`${here}/sign-in`, { intent: 'sso' });
	expect(await news()).toEqual([
		{
			...{ ...by(admin, visitor), kind: 'opened', resource: 'sign_in_methods' },
			...{ resource_id: 'sso', changes: {} }
		}
	]);
	await visitor.open(`${here}/export/archive`);
	expect(await news()).toEqual([
		{
			...{ ...by(admin, visitor), kind: 'exported', resource: 'archives' },
			...{ resource_id: organization.id, changes: {} }
		}
	]);
});

test('what admins set is told once each, with their name', async ({ visitor }) => {
	const { organization, admin } = await newTeam();
	await visitor.signIn(admin, { organization });
	const settings = `/orgs/${organization.slug}/settings`;
	const about = { ...by(admin, visitor), resource_id: organization.id };
	const news = await watch(organization);
	await visitor.post(`${settings}?/rename`, { name: 'Another name', was: organization.name });
	expect(await news()).toEqual([
		{
			...{ ...about, kind: 'changed', resource: 'organizations' },
			changes: { name: [organization.name, 'Another name'] }
		}
	]);
	const [{ seen } = {}] = await ask(
		'select updated_at::text as seen from public.organization_settings where org_id = $1',
		[organization.id]
	);
	await visitor.post(`${settings}?/zone`, { time_zone: 'Asia/Tokyo', seen: String(seen) });
	expect(await news()).toEqual([
		{
			...{ ...about, kind: 'changed', resource: 'organization_settings' },
			changes: { time_zone: ['UTC', 'Asia/Tokyo'] }
		}
	]);
	await visitor.post(`${settings}/delete`, { name: 'Another name' });
	expect(await news()).toMatchObject([{ ...about, resource: 'organizations' }]);
});

test('somebody who deletes their account is who went', async ({ visitor }) => {
	const { organization, member } = await newTeam();
	await visitor.signIn(member, { organization });
	const whose = by(member, visitor);
	const news = await watch(organization);
	await visitor.post('/account?/delete', { email: member.email });
	expect(await news()).toEqual([
		{
			...{ ...whose, kind: 'changed', resource: 'memberships', resource_id: member.id },
			changes: { status: ['active', 'removed'] }
		}
	]);
});

test('a new organization begins with who made it', async ({ visitor }) => {
	const person = await newPerson();
	await visitor.signIn(person);
	const name = `Studio of ${person.lastName}`;
	await visitor.post('/orgs?/create', { name, nonce: crypto.randomUUID() });
	const events = await ask(
		`select e.actor_id, e.session_id, e.kind, e.resource, e.changes from public.audit_events e
		join public.organizations o on o.id = e.org_id where o.name = $1 order by e.at`,
		[name]
	);
	expect(events).toEqual([
		{
			...{ ...by(person, visitor), kind: 'created', resource: 'organizations' },
			changes: { name: [null, name] }
		},
		{
			...{ ...by(person, visitor), kind: 'created', resource: 'memberships' },
			changes: { roles: [null, ['admin']], status: [null, 'active'] }
		}
	]);
});

test('a new name of one’s own is told in each organization', async ({ visitor }) => {
	const { organization, member } = await newTeam();
	const other = await newOrganization();
	await join(member, other);
	await visitor.signIn(member, { organization });
	const news = await Promise.all([organization, other].map(watch));
	await visitor.post('/account?/rename', { firstName: 'Zoë', lastName: member.lastName });
	for (const since of news) {
		expect(await since()).toEqual([
			{
				...{ ...by(member, visitor), kind: 'changed', resource: 'users', resource_id: member.id },
				changes: { first_name: [member.firstName, 'Zoë'] }
			}
		]);
	}
	expect(await ask('select from app.acts where actor_id = $1', [member.id])).toEqual([]);
});

test('what is done in WorkOS itself is told, and of nobody here', async () => {
	const { organization, member } = await newTeam();
	const news = await watch(organization);
	const { data } = await workos.userManagement.listOrganizationMemberships({
		organizationId: organization.id,
		userId: member.id
	});
	const { id, createdAt } = await workos.userManagement.updateOrganizationMembership(data[0]!.id, {
		roleSlug: 'admin'
	});
	await ask(
		`select public.mirror_put_membership($1, $2, $3, '{admin}', 'active', $4, clock_timestamp(), true)`,
		[id, organization.id, member.id, createdAt]
	);
	expect(await news()).toEqual([
		{
			...{ actor_id: null, session_id: null, kind: 'changed', resource: 'memberships' },
			...{ resource_id: member.id, changes: { roles: [['member'], ['admin']] } }
		}
	]);
});

test('what got no answer of WorkOS is told as that', async ({ visitor, workos: proxy }) => {
	const { organization, admin } = await newTeam();
	await visitor.signIn(admin, { organization });
	const news = await watch(organization);
	proxy.fail('/user_management/invitations', 503);
	const form = { emails: 'no.answer@example.test', role: 'member' };
	await visitor.post(`${invitationsOf(organization)}?/invite`, form);
	expect(await news()).toMatchObject([
		{
			kind: 'created',
			changes: { email: [null, 'no.answer@example.test'], outcome: [null, 'no answer'] }
		}
	]);
});

test('nothing is done that cannot be written down', async ({ visitor, data }) => {
	const { organization, admin } = await newTeam();
	await visitor.signIn(admin, { organization });
	await visitor.open(invitationsOf(organization));
	data.fail('/rest/v1/rpc/audit_begin', 503);
	const form = { emails: 'not.written@example.test', role: 'member' };
	const { status } = await visitor.post(`${invitationsOf(organization)}?/invite`, form);
	expect(status).toBe(503);
	data.restore();
	const found = await workos.userManagement.listInvitations({ email: 'not.written@example.test' });
	expect(found.data).toEqual([]);
});

test('that somebody acts in a person’s name is told, with the reason, and when it ends', async ({
	visitor
}) => {
	const { organization, admin } = await newTeam();
	const news = await watch(organization);
	const start = await visitor.open('/sign-in');
	await visitor.open(await impersonationOf(admin, organization, start.location, 'Ticket 4711'));
	const about = {
		...{ ...by(admin, visitor), resource: 'impersonations', resource_id: admin.id }
	};
	expect(await news()).toEqual([
		{ ...about, kind: 'began', changes: { reason: [null, 'Ticket 4711'] } }
	]);
	const [{ impersonator } = {}] = await ask(
		`select impersonator from public.audit_events where org_id = $1 and kind = 'began'`,
		[organization.id]
	);
	expect(impersonator).toBe('support@workos.test');
	await visitor.post('/sign-out/impersonation');
	await visitor.post('/sign-out/impersonation');
	expect(await news()).toEqual([{ ...about, kind: 'ended', changes: {} }]);
});
