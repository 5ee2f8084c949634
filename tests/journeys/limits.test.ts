import { unique } from '../fixtures.ts';
import { stack } from '../stack.ts';
import { startApp } from '../app.ts';
import type { App } from '../app.ts';
import { invitationsOf, newTeam, peopleIn } from './people/people.ts';
import { expect, test as base, through } from './session/test.ts';
import { Visitor } from './session/visitor.ts';

/*
 * How often something may be done, by instances that share nothing but the database. Each pair has a
 * password of its own, and with it buckets of its own.
 */

/** 60 sign-ins become 3, 400 invitations 20, 20 refusals of machines 1. */
const factor = '0.05';

const test = base.extend<{ pair: [App, App] }>({
	pair: async ({ proxies }, use) => {
		const env = {
			...through(proxies),
			RATE_LIMIT_FACTOR: factor,
			COOKIE_PASSWORD: `${unique()}${unique()}${unique()}`
		};
		const pair = await Promise.all([startApp({ env }), startApp({ env })]);
		await use(pair);
		await Promise.all(pair.map((app) => app.stop()));
	}
});

test('sign-ins of an address are counted over all instances, and a page says when to come back', async ({
	pair: [one, other]
}) => {
	for (const app of [one, other, one]) {
		expect((await new Visitor(app.url).open('/sign-in')).status).toBe(302);
	}
	for (const app of [other, one, other]) {
		const answer = await new Visitor(app.url).open('/sign-in?returnTo=/orgs');
		expect(answer.status).toBe(429);
		expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
		expect(Number(answer.headers.get('retry-after'))).toBeLessThanOrEqual(100);
		expect(answer.body).toContain('Too many sign-ins');
		expect(answer.body).toMatch(/Try again in (a minute|2 minutes)\./);
		expect(answer.body).toContain('href="/sign-in?returnTo=/orgs"');
		expect(answer.headers.getSetCookie()).toEqual([]);
	}
	// Nobody gets around it by saying that they are somewhere else.
	for (const name of ['x-forwarded-for', 'x-real-ip', 'cf-connecting-ip', 'true-client-ip']) {
		const headers = { [name]: '203.0.113.7', accept: 'text/html' };
		const answer = await new Visitor(one.url).ask('/sign-up', { headers });
		expect(answer.status, name).toBe(429);
	}
});

test('behind a proxy that names it, each address counts by itself, an IPv6 network as one', async ({
	proxies
}) => {
	const app = await startApp({
		env: {
			...through(proxies),
			RATE_LIMIT_FACTOR: factor,
			COOKIE_PASSWORD: `${unique()}${unique()}${unique()}`,
			ADDRESS_HEADER: 'x-forwarded-for'
		}
	});
	const from = async (address: string) => {
		const headers = { 'x-forwarded-for': address, accept: 'text/html' };
		return (await new Visitor(app.url).ask('/sign-in', { headers })).status;
	};
	// The proxy adds the last one; what stands before it anybody may have written.
	for (const made of ['1.1.1.1', '2.2.2.2', '3.3.3.3']) {
		expect(await from(`${made}, 203.0.113.7`)).toBe(302);
	}
	expect(await from('4.4.4.4, 203.0.113.7')).toBe(429);
	expect(await from('203.0.113.8')).toBe(302);
	for (const host of ['1', 'ffff:1', 'a:b:c:d']) {
		expect(await from(`2001:db8:1:2:${host.includes(':c') ? host : `:${host}`}`)).toBe(302);
	}
	expect(await from('2001:0db8:0001:0002::9')).toBe(429);
	expect(await from('2001:db8:1:3::1')).toBe(302);
	await app.stop();
});

test('no sign-in waits for the database that counts them', async ({ pair: [app], data }) => {
	data.fail('/rest/v1/', 503);
	for (let count = 0; count < 5; count++) {
		expect((await new Visitor(app.url).open('/sign-in')).status).toBe(302);
	}
});

test('invitations are counted by person and organization; what was typed is kept', async ({
	pair: [one, other]
}) => {
	const { organization, admin } = await newTeam();
	const [first, second] = [new Visitor(one.url), new Visitor(other.url)];
	await first.signIn(admin, { organization });
	const path = `${invitationsOf(organization)}?/invite`;
	const list = (count: number) =>
		Array.from({ length: count }, () => `guest.${unique()}@example.test`).join('\n');
	expect((await first.post(path, { emails: list(15), role: 'member' })).body).toContain(
		'15 people invited.'
	);

	await second.signIn(admin, { organization });
	const before = Object.keys(await peopleIn(organization)).length;
	const emails = list(10);
	const answer = await second.post(path, { emails, role: 'member' });
	expect(answer.status).toBe(429);
	expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(60);
	expect(answer.body).toMatch(/You have sent many invitations\. Try again in \d+ minutes\./);
	expect(answer.body).toContain(emails.split('\n')[9]);
	expect(Object.keys(await peopleIn(organization))).toHaveLength(before);
	const withScript = JSON.parse(
		(await second.postWithScript(path, { emails, role: 'member' })).body
	);
	expect(withScript).toMatchObject({ type: 'failure', status: 429 });
	// All or none: fewer still fit.
	expect((await second.post(path, { emails: list(4), role: 'member' })).status).toBe(200);

	const elsewhere = await newTeam();
	const third = new Visitor(one.url);
	await third.signIn(elsewhere.admin, { organization: elsewhere.organization });
	const control = await third.post(`${invitationsOf(elsewhere.organization)}?/invite`, {
		...{ emails: list(15), role: 'member' }
	});
	expect(control.status, 'somebody else').toBe(200);
});

test('machines that prove nothing have to wait, those that do never', async ({
	pair: [one, other]
}) => {
	const call = (app: App, authorization: string) =>
		fetch(`${app.url}/internal/sync`, { method: 'POST', headers: { authorization } });
	expect((await call(one, 'Bearer wrong')).status).toBe(401);
	for (const app of [other, one]) {
		const answer = await call(app, 'Bearer wrong');
		expect(answer.status).toBe(429);
		expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
		const forged = await fetch(`${app.url}/webhooks/workos`, {
			method: 'POST',
			headers: { 'workos-signature': 't=1, v1=00', 'content-type': 'application/json' },
			body: '{}'
		});
		expect(forged.status).toBe(429);
	}
	const { status } = await call(other, `Bearer ${stack.env.SYNC_SECRET}`);
	expect([200, 409]).toContain(status);
});
