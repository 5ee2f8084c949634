import { withToken, workos as workosApi } from '../../fixtures.ts';
import type { Organization, Person } from '../../fixtures.ts';
import { impersonationOf, newTeam } from '../people/people.ts';
import { expectSignIn } from './answers.ts';
import { enter, expect, test } from './test.ts';
import { letTokensExpire, sessionOf, tokensOf } from './tokens.ts';
import { Visitor } from './visitor.ts';

/*
 * Somebody acts in a person's name, through WorkOS' dashboard: every page says who, in whose name and
 * why, and one click ends it.
 */

const end = '/sign-out/impersonation';

async function impersonate(
	visitor: Visitor,
	person: Person,
	organization: Organization,
	reason?: string
) {
	const { location } = await visitor.open('/sign-in');
	await visitor.open(await impersonationOf(person, organization, location, reason));
}

const text = (html: string) => html.replaceAll(/<[^>]*>/g, '').replaceAll(/\s+/g, ' ');

test('every page says who acts in whose name and why', async ({ visitor }) => {
	const { organization, admin } = await newTeam();
	await impersonate(visitor, admin, organization, 'Ticket <42>: "cannot see tasks"');
	const here = `/orgs/${organization.slug}`;
	const pages = [here, `${here}/tasks`, `${here}/members/${admin.id}`, `${here}/export`];
	for (const path of [...pages, '/orgs', '/account', '/sign-out/everywhere']) {
		const { status, body } = await visitor.open(path);
		expect(status, path).toBe(200);
		const said = text(body);
		const name = `${admin.firstName} ${admin.lastName}`;
		expect(said, path).toContain(
			`support@workos.test is looking at this in the name of ${name}. Reason: “Ticket &lt;42>: "cannot see tasks"”. Nothing can be changed.`
		);
		expect(body.match(/action="[./]*\/sign-out\/impersonation"/g), path).toHaveLength(1);
		expect(body, path).not.toMatch(/action="[./]*\/sign-out"/);
	}
});

test('the reason outlives a refresh, and is told to nobody else', async ({ visitor, app }) => {
	const { organization, admin } = await newTeam();
	const adas = new Visitor(app.url);
	await adas.signIn(admin, { organization });
	await impersonate(visitor, admin, organization, 'Looking for a bug');
	await letTokensExpire(visitor);
	for (const path of ['/account', `/orgs/${organization.slug}`]) {
		expect((await visitor.open(path)).body, path).toContain('Looking for a bug');
		const { body } = await adas.open(path);
		expect(body, path).not.toContain('Looking for a bug');
		expect(body, path).not.toContain('is looking at this in the name of');
	}
});

test('where no reason was given, that is said', async ({ visitor }) => {
	const { organization, member } = await newTeam();
	await impersonate(visitor, member, organization);
	expect(text((await visitor.open('/orgs')).body)).toContain('No reason was given.');
});

test('one click ends it, here and at WorkOS, and leads to no sign-in', async ({
	visitor,
	app,
	context,
	page
}) => {
	const { organization, admin } = await newTeam();
	const adas = new Visitor(app.url);
	await adas.signIn(admin, { organization });
	await impersonate(visitor, admin, organization);
	await visitor.open(`/orgs/${organization.slug}`);
	const token = tokensOf(visitor).get(organization.id)!;
	const people = async () =>
		(await withToken(token).from('users').select('id').throwOnError()).data.length;
	expect(await people(), 'control').toBeGreaterThan(0);
	const { sid } = sessionOf(visitor);

	await enter(context, visitor);
	await page.goto('/account');
	await page.getByRole('button', { name: 'End' }).click();
	await expect(
		page.getByRole('heading', { name: 'You no longer act in another’s name' })
	).toBeVisible();
	await expect(page).toHaveURL(`${app.url}${end}`);

	expect(await people()).toBe(0);
	const { data: left } = await workosApi.userManagement.listSessions(admin.id);
	expect(left.map(({ id }) => id)).toEqual([sessionOf(adas).sid]);
	expect(left.map(({ id }) => id)).not.toContain(sid);
	expectSignIn(await visitor.open('/account'), '/account');
	expect((await adas.open('/account')).status).toBe(200);
});

test('it needs no script, and is a form of this site alone', async ({ visitor }) => {
	const { organization, admin } = await newTeam();
	await impersonate(visitor, admin, organization);
	const forged = await visitor.ask(end, {
		method: 'POST',
		body: new URLSearchParams(),
		headers: { origin: 'https://evil.test' }
	});
	expect(forged.status).toBe(403);
	expect((await visitor.open('/account')).status).toBe(200);
	expect(new URL((await visitor.open(end)).location).pathname, 'not over yet').toBe('/orgs');

	const answer = await visitor.post(end);
	expect([answer.status, new URL(answer.location).pathname]).toEqual([303, end]);
	expect(answer.headers.get('clear-site-data')).toBe('"cache"');
	expect([...visitor.cookies().keys()]).toEqual(['orgdeck-signed-out']);
	expect((await visitor.open(end)).body).toContain('You no longer act in another’s name');
	// Again, as by going back.
	expect((await visitor.post(end)).status).toBe(303);
});

test('while the database is away nobody is told that it has ended', async ({ visitor, data }) => {
	const { organization, admin } = await newTeam();
	await impersonate(visitor, admin, organization);
	data.fail('/rest/v1/rpc/session_end', 503);
	expect((await visitor.post(end)).status).toBe(503);
	data.restore();
	expect((await visitor.open('/account')).body).toContain('is looking at this');
	expect((await visitor.post(end)).status).toBe(303);
});
