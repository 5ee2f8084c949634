import { unique, workos as workosApi } from '../../fixtures.ts';
import { ask, rowsOf } from '../../policies/database.ts';
import { impersonationOf, newMember, newTeam } from '../people/people.ts';
import { expect, test } from '../session/test.ts';
import { Visitor } from '../session/visitor.ts';
import { settingsOf, valueOf } from './settings.ts';

/*
 * The rest of the page: the time zone, which is ours, and what WorkOS knows.
 */

type Team = Awaited<ReturnType<typeof newTeam>>;

const save = (visitor: Visitor, { organization }: Team, time_zone: string, seen: string) =>
	visitor.post(`${settingsOf(organization)}?/zone`, { time_zone, seen });

async function zoneOf({ organization }: Team): Promise<unknown> {
	const [row] = await rowsOf('organization_settings', { org_id: organization.id });
	return row?.time_zone;
}

async function seenBy(visitor: Visitor, { organization }: Team): Promise<string> {
	return valueOf(await visitor.open(settingsOf(organization)), 'seen') ?? '';
}

test('an admin chooses a time zone, and days begin there', async ({ visitor }) => {
	const team = await newTeam();
	const { organization } = team;
	await visitor.signIn(team.admin, { organization });
	const page = await visitor.open(settingsOf(organization));
	expect(page.body).toContain('<option value="Europe/Berlin">');
	const saved = await save(visitor, team, 'pacific/kiritimati', valueOf(page, 'seen')!);
	expect(saved.status).toBe(200);
	expect(saved.body).toContain('Days begin and end as in Pacific/Kiritimati now.');
	expect(saved.body).toMatch(/<time[^>]*>[^<]*GMT\+14/);
	expect(await zoneOf(team)).toBe('Pacific/Kiritimati');

	const events = await ask(
		`select actor_id, kind, changes from public.audit_events
		where org_id = $1 and resource = 'organization_settings'`,
		[organization.id]
	);
	const changes = { time_zone: ['UTC', 'Pacific/Kiritimati'] };
	expect(events).toEqual([{ actor_id: team.admin.id, kind: 'changed', changes }]);
});

test('what is no time zone is refused beside the field, and stays there', async ({ visitor }) => {
	const team = await newTeam();
	await visitor.signIn(team.admin, { organization: team.organization });
	const seen = await seenBy(visitor, team);
	for (const zone of ['', 'Nowhere/Else', '+02:00', 'FOO+3', 'posix/Europe/Berlin', '../passwd']) {
		const answer = await save(visitor, team, zone, seen);
		expect([answer.status, valueOf(answer, 'time_zone')], zone).toEqual([400, zone]);
		expect(answer.body, zone).toContain('aria-invalid="true"');
	}
	expect(await zoneOf(team)).toBe('UTC');
});

test('the second of two admins hears that it changed meanwhile', async ({ visitor, app }) => {
	const team = await newTeam();
	const other = new Visitor(app.url);
	await other.signIn(await newMember(team.organization, 'admin'), {
		organization: team.organization
	});
	await visitor.signIn(team.admin, { organization: team.organization });
	const seen = await seenBy(visitor, team);
	expect((await save(visitor, team, 'Asia/Tokyo', seen)).status).toBe(200);
	const late = await save(other, team, 'America/Lima', seen);
	expect([late.status, valueOf(late, 'time_zone')]).toEqual([409, 'America/Lima']);
	expect(late.body).toContain('Somebody changed it meanwhile');
	expect(await zoneOf(team)).toBe('Asia/Tokyo');
	// With what it says now they may.
	expect((await save(other, team, 'America/Lima', valueOf(late, 'seen')!)).status).toBe(200);
});

test('members change nothing, and nobody does in somebody else’s name', async ({
	visitor,
	app
}) => {
	const team = await newTeam();
	const { organization, admin, member } = team;
	await visitor.signIn(admin, { organization });
	const seen = await seenBy(visitor, team);
	const maxs = new Visitor(app.url);
	await maxs.signIn(member, { organization });
	expect((await save(maxs, team, 'Asia/Tokyo', seen)).status).toBe(403);

	const support = new Visitor(app.url);
	const { location } = await support.open('/sign-in');
	await support.open(await impersonationOf(admin, organization, location));
	expect((await save(support, team, 'Asia/Tokyo', seen)).status).toBe(403);
	expect(await zoneOf(team)).toBe('UTC');
});

test('domains are those that WorkOS has, with how far they got', async ({ visitor }) => {
	const team = await newTeam();
	await visitor.signIn(team.admin, { organization: team.organization });
	const path = settingsOf(team.organization);
	expect((await visitor.open(path)).body).toContain('None is verified.');
	const name = `${unique()}.test`;
	await workosApi.organizations.updateOrganization({
		organization: team.organization.id,
		domainData: [
			{ domain: `verified.${name}`, state: 'verified' as never },
			{ domain: `pending.${name}`, state: 'pending' as never }
		]
	});
	const { body } = await visitor.open(path);
	for (const [domain, state] of [
		[`verified.${name}`, 'Active'],
		[`pending.${name}`, 'Not finished']
	]) {
		expect(body).toMatch(new RegExp(`>${domain}</span>(?:(?!</li>)[^])*>${state}<`));
	}
	expect(body).toContain(`/orgs/${team.organization.slug}/sign-in"`);
});

test('while WorkOS is away that card says so, and the rest works', async ({ visitor, workos }) => {
	const team = await newTeam();
	await visitor.signIn(team.admin, { organization: team.organization });
	await visitor.open(`/orgs/${team.organization.slug}`);
	workos.fail(/^GET .*\/(organizations|authorization)\//, 503);
	const page = await visitor.open(settingsOf(team.organization));
	expect(page.status).toBe(200);
	expect(page.body).toContain('WorkOS, which knows them, cannot be reached just now.');
	expect(page.body).toContain('Default role');
	const saved = await save(visitor, team, 'Asia/Tokyo', valueOf(page, 'seen')!);
	expect(saved.status).toBe(200);
	expect(await zoneOf(team)).toBe('Asia/Tokyo');
});

test('only admins find the settings, and the pages around them from there', async ({
	visitor,
	app
}) => {
	const { organization, admin, member } = await newTeam();
	const here = `/orgs/${organization.slug}`;
	await visitor.signIn(admin, { organization });
	expect((await visitor.open(here)).body).toContain(`${here}/settings"`);
	for (const path of ['settings', 'sign-in', 'export']) {
		const { body } = await visitor.open(`${here}/${path}`);
		const tabs = body.match(/<nav aria-label="Settings"[^]*?<\/nav>/)?.[0] ?? '';
		for (const tab of ['settings', 'sign-in', 'export']) expect(tabs).toContain(`${here}/${tab}"`);
		expect(tabs).toContain(`${here}/${path}" aria-current="page"`);
	}
	const maxs = new Visitor(app.url);
	await maxs.signIn(member, { organization });
	expect((await maxs.open(here)).body).not.toContain(`${here}/settings"`);
	for (const path of ['settings', 'settings/delete']) {
		const { status, body } = await maxs.open(`${here}/${path}`);
		expect([status, body.includes('Only admins can open this page')]).toEqual([403, true]);
	}
});
