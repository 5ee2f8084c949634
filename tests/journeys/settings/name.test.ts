import { changeRoles, unique, workos as workosApi } from '../../fixtures.ts';
import { impersonationOf, newMember, newTeam } from '../people/people.ts';
import { expect, test } from '../session/test.ts';
import { Visitor } from '../session/visitor.ts';
import { mirrored, nameInWorkos, settingsOf, valueOf } from './settings.ts';

/*
 * An admin renames the organization: in WorkOS, then here.
 */

type Team = Awaited<ReturnType<typeof newTeam>>;

const rename = (visitor: Visitor, { organization }: Team, name: string, was = organization.name) =>
	visitor.post(`${settingsOf(organization)}?/rename`, { name, was });

test('an admin renames it: in WorkOS and here, and the address stays', async ({ visitor, app }) => {
	const team = await newTeam();
	const { organization, admin, member } = team;
	const other = new Visitor(app.url);
	await other.signIn(member, { organization });
	expect((await other.open(`/orgs/${organization.slug}`)).body).toContain(organization.name);
	await visitor.signIn(admin, { organization });
	const page = await visitor.open(settingsOf(organization));
	expect(valueOf(page, 'name')).toBe(organization.name);

	const name = `Renamed ${unique()} & Söhne`;
	const answer = await rename(visitor, team, `  ${name} `);
	expect(answer.status).toBe(200);
	expect(answer.body).toContain('It is called Renamed');
	expect(valueOf(answer, 'name')).toBe(name.replace('&', '&amp;'));
	expect(await nameInWorkos(organization)).toBe(name);
	expect(await mirrored(organization)).toMatchObject({ name, slug: organization.slug });
	const next = await other.open(`/orgs/${organization.slug}`);
	expect([next.status, next.body.includes(organization.name)]).toEqual([200, false]);
	expect(next.body).toContain(name.replace('&', '&amp;'));
});

test('bad names are refused beside the field, and stay there', async ({ visitor }) => {
	const team = await newTeam();
	await visitor.signIn(team.admin, { organization: team.organization });
	for (const [name, problem] of [
		['', 'Give it a name.'],
		['   ', 'Give it a name.'],
		['x'.repeat(81), 'Use 80 characters at most.'],
		['Tab\there', 'that can be seen'],
		['Left\u202eright', 'that can be seen'],
		['\u200b\u200b', 'that can be seen']
	] as const) {
		const answer = await rename(visitor, team, name);
		expect(answer.status, name).toBe(400);
		expect(answer.body, name).toContain(problem);
		expect(valueOf(answer, 'name'), name).toBe(name);
	}
	expect(await nameInWorkos(team.organization)).toBe(team.organization.name);
	expect(await mirrored(team.organization)).toMatchObject({ name: team.organization.name });
});

test('a name that WorkOS does not take is said beside the field', async ({ visitor, workos }) => {
	const team = await newTeam();
	await visitor.signIn(team.admin, { organization: team.organization });
	await visitor.open(settingsOf(team.organization));
	const body = { code: 'invalid_request_parameters', message: 'Too long.' };
	workos.fail(/^PUT .*\/organizations\//, { status: 422, body });
	const answer = await rename(visitor, team, 'Not for WorkOS');
	expect([answer.status, valueOf(answer, 'name')]).toEqual([400, 'Not for WorkOS']);
	expect(answer.body).toContain('WorkOS does not take this name.');
	expect(await mirrored(team.organization)).toMatchObject({ name: team.organization.name });
});

for (const [what, pattern, failure] of [
	['away', /^GET .*\/organizations\/org/, 503],
	['away once it is asked to', /^PUT .*\/organizations\//, 503],
	['busy', /^PUT .*\/organizations\//, { status: 429, headers: { 'retry-after': '1' } }]
] as const) {
	test(`while WorkOS is ${what} nothing changes, and it can be sent again`, async ({
		visitor,
		workos
	}) => {
		const team = await newTeam();
		const { organization } = team;
		await visitor.signIn(team.admin, { organization });
		await visitor.open(settingsOf(organization));
		workos.fail(pattern, failure);
		const answer = await rename(visitor, team, 'Too early');
		expect([answer.status, valueOf(answer, 'name')]).toEqual([503, 'Too early']);
		expect(answer.body).toContain('so the name is as it was');
		expect(await nameInWorkos(organization)).toBe(organization.name);
		expect(await mirrored(organization)).toMatchObject({ name: organization.name });
		workos.restore();
		expect((await rename(visitor, team, 'In time')).status).toBe(200);
		expect(await mirrored(organization)).toMatchObject({ name: 'In time' });
	});
}

test('an answer that is lost is known by asking', async ({ visitor, workos }) => {
	const team = await newTeam();
	await visitor.signIn(team.admin, { organization: team.organization });
	workos.fail(/^PUT .*\/organizations\//, 'cut');
	expect((await rename(visitor, team, 'Got through')).status).toBe(200);
	expect(await nameInWorkos(team.organization)).toBe('Got through');
	expect(await mirrored(team.organization)).toMatchObject({ name: 'Got through' });
});

test('where nobody answers that either, the page says so, and sending it again is enough @long', async ({
	visitor,
	workos
}) => {
	const team = await newTeam();
	await visitor.signIn(team.admin, { organization: team.organization });
	await visitor.open(settingsOf(team.organization));
	// It renames it, gives no answer, and cannot be reached after that.
	workos.fail(/^PUT .*\/organizations\//, 'cut');
	const held = workos.hold(/^PUT .*\/organizations\//);
	const sent = rename(visitor, team, 'Perhaps');
	await held.waiting();
	workos.fail(/^GET .*\/organizations\/org/, 503);
	await held.release();
	const answer = await sent;
	expect(answer.status).toBe(503);
	expect(answer.body).toContain('may or may not have changed');
	workos.restore();
	expect((await rename(visitor, team, 'Perhaps')).status).toBe(200);
	expect(await mirrored(team.organization)).toMatchObject({ name: 'Perhaps' });
});

test('what could not be written down here is by the next try', async ({ visitor, data }) => {
	const team = await newTeam();
	await visitor.signIn(team.admin, { organization: team.organization });
	await visitor.open(settingsOf(team.organization));
	data.fail('/rest/v1/rpc/mirror_put_organization', 503);
	const answer = await rename(visitor, team, 'Half way');
	expect(answer.status).toBe(503);
	expect(answer.body).toContain('WorkOS has the new name');
	expect(await nameInWorkos(team.organization)).toBe('Half way');
	data.restore();
	expect((await rename(visitor, team, 'Half way')).status).toBe(200);
	expect(await mirrored(team.organization)).toMatchObject({ name: 'Half way' });
});

test('the second of two admins hears that it changed meanwhile', async ({ visitor, app }) => {
	const team = await newTeam();
	const { organization } = team;
	const second = await newMember(organization, 'admin');
	const other = new Visitor(app.url);
	await other.signIn(second, { organization });
	await visitor.signIn(team.admin, { organization });
	expect((await rename(visitor, team, 'First')).status).toBe(200);
	const answer = await rename(other, team, 'Second');
	expect([answer.status, valueOf(answer, 'name')]).toEqual([409, 'Second']);
	expect(answer.body).toContain('Somebody changed it meanwhile');
	expect(valueOf(answer, 'was')).toBe('First');
	expect(await nameInWorkos(organization)).toBe('First');

	// So does who has not heard what was done in WorkOS' dashboard, and then has.
	await workosApi.organizations.updateOrganization({
		organization: organization.id,
		name: 'Third'
	});
	expect((await rename(other, team, 'Second', 'First')).status).toBe(409);
	expect(await mirrored(organization)).toMatchObject({ name: 'Third' });
	expect((await rename(other, team, 'Second', 'Third')).status).toBe(200);
});

test('nobody else renames it, nor an admin another one', async ({ visitor, app }) => {
	const [team, elsewhere] = [await newTeam(), await newTeam()];
	const { organization, admin, member } = team;
	await visitor.signIn(member, { organization });
	expect((await rename(visitor, team, 'By a member')).status).toBe(403);
	expect((await visitor.open(settingsOf(organization))).status).toBe(403);

	const demoted = await newMember(organization, 'admin');
	const late = new Visitor(app.url);
	await late.signIn(demoted, { organization });
	await late.open(settingsOf(organization));
	await changeRoles(demoted, organization, 'member', { only: 'mirror' });
	expect((await rename(late, team, 'By somebody demoted')).status).toBe(403);

	const support = new Visitor(app.url);
	const { location } = await support.open('/sign-in');
	await support.open(await impersonationOf(admin, organization, location));
	expect((await rename(support, team, 'In their name')).status).toBe(403);
	expect((await support.open(settingsOf(organization))).body).not.toContain('?/rename');

	const stranger = new Visitor(app.url);
	await stranger.signIn(elsewhere.admin, { organization: elsewhere.organization });
	expect((await rename(stranger, team, 'By a stranger')).status).toBe(404);
	const { id } = organization;
	await stranger.post(`${settingsOf(elsewhere.organization)}?/rename`, {
		...{ name: 'Theirs', was: elsewhere.organization.name },
		...{ id, organization: id, organizationId: id, org_id: id }
	});
	expect(await nameInWorkos(organization)).toBe(organization.name);
	expect(await nameInWorkos(elsewhere.organization)).toBe('Theirs');
});
