import { unzipSync } from 'fflate';
import { join, newOrganization, newPerson } from '../../fixtures.ts';
import type { Organization, Person } from '../../fixtures.ts';
import { hook, impersonationOf, newTeam } from '../people/people.ts';
import { companyOf, newAdmin } from './company.ts';
import { enter, expect, ready, test } from './test.ts';
import { letSignInAge, letTokensExpire, sessionOf, signedAnew, tokensOf } from './tokens.ts';
import { Visitor } from './visitor.ts';

/*
 * What weighs most asks for a sign-in that is less than ten minutes old: pages offer it to nobody else,
 * and the server judges again.
 */

const signInPage = ({ slug }: Organization) => `/orgs/${slug}/sign-in`;
const exportPage = ({ slug }: Organization) => `/orgs/${slug}/export`;
const archive = (organization: Organization) => `${exportPage(organization)}/archive`;

const logPage = ({ slug }: Organization) => `/orgs/${slug}/audit/export`;
const endPage = ({ slug }: Organization) => `/orgs/${slug}/settings/delete`;

const openPortal = (visitor: Visitor, organization: Organization) =>
	visitor.post(signInPage(organization), { intent: 'sso' });

/** Where the page's button leads. */
function again(body: string): URL | null {
	const href = body.match(/href="[./]*(\/sign-in\?recent[^"]*)"/)?.[1];
	return href ? new URL(href.replaceAll('&amp;', '&'), 'http://here') : null;
}

/** Follows the way to sign in again, as far as WorkOS sends the browser back. */
async function signInAgain(visitor: Visitor, way: URL, { email }: Pick<Person, 'email'>) {
	const start = await visitor.open(way.pathname + way.search);
	const page = await fetch(start.location);
	const answer = await fetch(page.url, {
		method: 'POST',
		body: new URLSearchParams({ email }),
		redirect: 'manual'
	});
	return visitor.open(answer.headers.get('location') ?? '');
}

/** An admin who signed in so many seconds ago. */
async function signedInBefore(visitor: Visitor, seconds: number) {
	const { person, company } = await newAdmin();
	await visitor.signIn(person, { organization: company });
	await letSignInAge(visitor, person, seconds);
	return { person, company };
}

test('with a recent sign-in everything is offered and done', async ({ visitor }) => {
	const { company } = await signedInBefore(visitor, 500);
	const page = await visitor.open(signInPage(company));
	expect(page.body).toContain('name="intent"');
	expect(again(page.body)).toBeNull();
	expect((await openPortal(visitor, company)).location).toContain('/portal?token=');
	expect((await visitor.open(logPage(company))).body).toContain(`${logPage(company)}/csv`);
	expect((await visitor.open(endPage(company))).body).toContain('Delete this organization');
	expect((await visitor.open(exportPage(company))).body).toContain(archive(company));
	const file = await fetch(new URL(archive(company), visitor.url), {
		headers: { cookie: visitor.header() }
	});
	expect(unzipSync(new Uint8Array(await file.arrayBuffer()))).toHaveProperty(['manifest.json']);
});

test('with an old one nothing is offered, and nothing that is sent is done', async ({
	visitor,
	workos
}) => {
	const { person, company } = await signedInBefore(visitor, 700);
	for (const pageOf of [signInPage, exportPage, logPage, endPage]) {
		const path = pageOf(company);
		const page = await visitor.open(path);
		expect(page.status, path).toBe(200);
		expect(page.body, path).toContain('You signed in more than ten minutes ago.');
		expect(page.body, path).not.toContain('name="intent"');
		expect(page.body, path).not.toContain(archive(company));
		expect(page.body, path).not.toContain(`${logPage(company)}/csv`);
		expect(page.body, path).not.toContain('Delete this organization');
		expect(Object.fromEntries(again(page.body)!.searchParams)).toEqual({
			recent: 'true',
			returnTo: path,
			organization: company.id,
			email: person.email
		});
	}

	workos.clear();
	const refused = await openPortal(visitor, company);
	expect(refused.status).toBe(403);
	expect(refused.body).toContain('so nothing was done');
	expect(again(refused.body)?.searchParams.get('returnTo')).toBe(signInPage(company));
	expect(workos.calls.filter(({ path }) => path.includes('/portal/'))).toEqual([]);

	for (const [file, pageOf] of [
		[archive(company), exportPage],
		[`${logPage(company)}/csv`, logPage],
		[`${logPage(company)}/jsonl`, logPage]
	] as const) {
		const sent = await visitor.open(file);
		expect([sent.status, new URL(sent.location).pathname]).toEqual([303, pageOf(company)]);
	}

	const ended = await visitor.post(endPage(company), { name: company.name });
	expect(ended.status).toBe(403);
	expect(ended.body).toContain(`value="${company.name}"`);
	expect(workos.calls.filter(({ method }) => method === 'DELETE')).toEqual([]);
	expect((await visitor.open(`/orgs/${company.slug}`)).status).toBe(200);
});

test('whoever signs in again comes back to the page, and goes on there', async ({ visitor }) => {
	const { person, company } = await signedInBefore(visitor, 700);
	const before = sessionOf(visitor);
	const way = again((await visitor.open(exportPage(company))).body)!;

	const { location } = await visitor.open(way.pathname + way.search);
	const asked = Object.fromEntries(new URL(location).searchParams);
	expect(asked).toMatchObject({
		max_age: '0',
		organization_id: company.id,
		login_hint: person.email
	});
	expect(await (await fetch(location)).text()).toContain(`value="${person.email}"`);

	const back = await signInAgain(visitor, way, person);
	expect([back.status, new URL(back.location).pathname]).toEqual([303, exportPage(company)]);
	expect(sessionOf(visitor).sid).not.toBe(before.sid);
	expect((await visitor.open(exportPage(company))).body).toContain(archive(company));
	expect((await openPortal(visitor, company)).status).toBe(303);
});

test('it is as old in every organization, also after switching', async ({ visitor }) => {
	const { person, company } = await newAdmin();
	const other = await companyOf(person);
	await visitor.signIn(person, { organization: company });
	expect((await openPortal(visitor, other)).status).toBe(303);

	await letSignInAge(visitor, person, 700);
	for (const one of [company, other]) expect((await openPortal(visitor, one)).status).toBe(403);

	const way = again((await visitor.open(exportPage(company))).body)!;
	await signInAgain(visitor, way, person);
	expect([...tokensOf(visitor).keys()]).toEqual([company.id]);
	for (const one of [other, company]) expect((await openPortal(visitor, one)).status).toBe(303);
});

test('a refresh makes it no younger', async ({ visitor }) => {
	const { company } = await signedInBefore(visitor, 700);
	for (let times = 0; times < 2; times++) {
		expect((await openPortal(visitor, company)).status).toBe(403);
		await letTokensExpire(visitor);
	}
});

test('somebody else who signs in there has their own rights, and the other is signed out', async ({
	visitor
}) => {
	const { person, company } = await signedInBefore(visitor, 700);
	const copy = visitor.copy();
	const stranger = await newPerson();
	await join(stranger, await newOrganization(), 'admin');
	const way = again((await visitor.open(exportPage(company))).body)!;
	// WorkOS lets nobody in where they do not belong.
	expect((await signInAgain(visitor, way, stranger)).status).toBe(403);
	way.searchParams.delete('organization');
	expect((await signInAgain(visitor, way, stranger)).status).toBe(303);
	expect((await visitor.open(exportPage(company))).status).toBe(404);
	expect((await openPortal(copy, company)).status).toBe(401);
	expect(person.id).not.toBe(stranger.id);
});

test('where WorkOS does not say when they signed in, the page says so and leads nowhere', async ({
	visitor
}) => {
	const { person, company } = await newAdmin();
	await visitor.signIn(person, { organization: company });
	const token = tokensOf(visitor).get(company.id)!;
	visitor.setCookie(
		`orgdeck-token-${company.id}`,
		await signedAnew(token, { auth_time: undefined })
	);
	const page = await visitor.open(exportPage(company));
	expect(page.body).toContain('WorkOS does not say when you signed in');
	expect(again(page.body)).toBeNull();
	expect(page.body).not.toContain(archive(company));
	expect((await openPortal(visitor, company)).status).toBe(403);
	expect((await visitor.open(archive(company))).status).toBe(303);
});

test('where WorkOS lets them through with an old one all the same, nobody goes in a circle', async ({
	visitor
}) => {
	const { person, company } = await signedInBefore(visitor, 700);
	const way = again((await visitor.open(exportPage(company))).body)!;
	const { location } = await visitor.open(way.pathname + way.search);

	// A browser that signed in there earlier, and a WorkOS that does not mind how much.
	const body = new URLSearchParams({ email: person.email });
	const page = (await fetch(location)).url;
	const [cookie = ''] = (
		await fetch(page, { method: 'POST', body, redirect: 'manual' })
	).headers.getSetCookie();
	await hook('sign-ins/age', { user_id: person.id, seconds: 700 });
	const careless = new URL(page);
	careless.searchParams.set('max_age', '99999');
	const back = await fetch(careless, { headers: { cookie }, redirect: 'manual' });
	const answer = await visitor.open(back.headers.get('location') ?? '');
	expect(answer.status).toBe(403);
	expect(answer.body).toContain('You were not asked who you are');
});

test('in somebody else’s name nothing of it is offered, however recent', async ({ visitor }) => {
	const { organization, admin } = await newTeam();
	const { location } = await visitor.open('/sign-in');
	await visitor.open(await impersonationOf(admin, organization, location));
	for (const path of [signInPage(organization), exportPage(organization)]) {
		const { body } = await visitor.open(path);
		expect(body).not.toContain('name="intent"');
		expect(again(body)).toBeNull();
	}
	expect((await openPortal(visitor, organization)).status).toBe(403);
});

test('in a browser: sign in again, come back, download', async ({ visitor, context, page }) => {
	const { person, company } = await signedInBefore(visitor, 700);
	await enter(context, visitor);
	await page.goto(exportPage(company));
	await ready(page);
	await expect(page.getByText('You signed in more than ten minutes ago.')).toBeVisible();
	await expect(page.getByRole('link', { name: 'Download everything' })).toHaveCount(0);
	await page.getByRole('link', { name: 'Sign in again' }).click();
	await expect(page.getByLabel('Email')).toHaveValue(person.email);
	await page.getByRole('button', { name: 'Continue' }).click();
	await expect(page).toHaveURL(exportPage(company));
	const download = page.waitForEvent('download');
	await page.getByRole('link', { name: 'Download everything' }).click();
	expect(await (await download).failure()).toBeNull();
});
