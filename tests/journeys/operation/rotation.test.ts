import type { App } from '../../app.ts';
import { unique } from '../../fixtures.ts';
import { webhookOf } from '../../mirror/workos.ts';
import { stack } from '../../stack.ts';
import { expectSignIn, newProject } from '../session/answers.ts';
import { newAdmin, projectsOf, type Company } from '../session/company.ts';
import { letTokensExpire, sessionOf } from '../session/tokens.ts';
import { expect, test } from '../session/test.ts';
import { Visitor } from '../session/visitor.ts';

/* Each secret is replaced while people work, instance by instance, and nobody notices. */

/** Somebody whose browser is led to whichever of the instances, and whose tokens run out on the way. */
async function somebodyAt(app: App) {
	const { person, company } = await newAdmin();
	const visitor = new Visitor(app.url);
	await visitor.signIn(person);
	return { visitor, company, session: sessionOf(visitor) };
}

/** Reads, mints and writes at each of these instances, in turn. */
async function worksAt(
	apps: App[],
	visitor: Visitor,
	company: Company,
	passwords?: string[]
): Promise<void> {
	for (const { url } of [...apps, ...apps]) {
		await letTokensExpire(visitor, passwords);
		const view = await visitor.open(projectsOf(company), url);
		expect(view.status, view.location).toBe(200);
		expect(view.body).toContain(company.project);
		// One that holds no token at all reads what another instance stored.
		visitor.dropCookies(/token/);
		const post = await visitor.post(...newProject(company, `During a change ${unique()}`), url);
		expect(post.status).toBe(303);
		expect(new URL(post.location).pathname).toContain(projectsOf(company));
	}
}

test('the password of the cookies is replaced in three rolling steps @long', async ({ start }) => {
	const before = stack.env.COOKIE_PASSWORD;
	const after = `next ${unique().repeat(3)}`;
	const old = await start();
	const { visitor, company, session } = await somebodyAt(old);
	const idle = await somebodyAt(old);

	// Each instance is replaced while others still have the settings of the step before.
	const reading = await start({ COOKIE_PASSWORD_OLD: after });
	await worksAt([old, reading], visitor, company);
	await old.stop();
	const sealing = await start({ COOKIE_PASSWORD: after, COOKIE_PASSWORD_OLD: before });
	await worksAt([reading, sealing], visitor, company, [before, after]);
	await reading.stop();
	await worksAt([sealing], visitor, company, [before, after]);
	const done = await start({ COOKIE_PASSWORD: after });
	visitor.dropCookies(/token/);
	for (const { url } of [done, sealing]) {
		expect((await visitor.open(projectsOf(company), url)).status).toBe(200);
	}
	expect(sessionOf(visitor)).toEqual(session);

	// Whose session was not renewed in between needs the old one. The control, that it mattered.
	idle.visitor.dropCookies(/token/);
	const lost = await idle.visitor.copy().open(projectsOf(idle.company), done.url);
	expectSignIn(lost, projectsOf(idle.company));
	const kept = await idle.visitor.open(projectsOf(idle.company), sealing.url);
	expect(kept.status).toBe(200);
});

test('a password that the others cannot read yet signs out whoever comes to them', async ({
	start
}) => {
	const old = await start();
	const hasty = await start({
		...{ COOKIE_PASSWORD: `next ${unique().repeat(3)}` },
		COOKIE_PASSWORD_OLD: stack.env.COOKIE_PASSWORD
	});
	const { person, company } = await newAdmin();
	const visitor = new Visitor(hasty.url);
	await visitor.signIn(person);
	visitor.dropCookies(/token/);
	expectSignIn(await visitor.open(projectsOf(company), old.url), projectsOf(company));
});

for (const [what, change] of Object.entries<Record<string, string>>({
	'the API key of WorkOS': { WORKOS_API_KEY: `${stack.env.WORKOS_API_KEY}_next` },
	'the keys of Supabase': {
		PUBLIC_SUPABASE_PUBLISHABLE_KEY: `${stack.env.PUBLIC_SUPABASE_PUBLISHABLE_KEY}_next`,
		SUPABASE_SECRET_KEY: `${stack.env.SUPABASE_SECRET_KEY}_next`
	}
})) {
	test(`${what} is replaced by one that counts beside it, instance by instance`, async ({
		start,
		app,
		workos,
		data
	}) => {
		const { visitor, company, session } = await somebodyAt(app);
		const next = await start(change);
		await worksAt([app, next], visitor, company);
		expect(sessionOf(visitor)).toEqual(session);
		workos.clear();
		data.clear();
		await visitor.open(`/orgs/${company.slug}/members/invitations`, next.url);
		const said = [...workos.calls, ...data.calls].map(({ headers }) => {
			return `${String(headers.apikey)} ${String(headers.authorization)}`;
		});
		expect(said.join()).toContain('_next');
		for (const key of Object.values(change)) {
			const before = new RegExp(`${key.replace('_next', '')}(?!_next)\\b`);
			expect(said.join()).not.toMatch(before);
		}
	});
}

test('webhooks and the scheduler are let in with the secret before and the next one', async ({
	start,
	data
}) => {
	const before = { hook: stack.env.WORKOS_WEBHOOK_SECRET!, sync: stack.env.SYNC_SECRET! };
	const after = { hook: `whsec_${unique()}`, sync: unique().repeat(3) };
	const app = await start({
		WORKOS_WEBHOOK_SECRET: `${after.hook},${before.hook}`,
		SYNC_SECRET: `${after.sync},${before.sync}`
	});
	const hook = async (secret: string) => {
		const event = { id: `event_${unique()}`, event: 'dsync.activated', data: { id: 'x' } };
		const { payload, signature } = webhookOf(event, { secret });
		const headers = { 'content-type': 'application/json', 'workos-signature': signature };
		const sent = { method: 'POST', body: payload, headers };
		return (await fetch(`${app.url}/webhooks/workos`, sent)).status;
	};
	const sync = async (secret: string) => {
		const headers = { authorization: `Bearer ${secret}` };
		return (await fetch(`${app.url}/internal/sync`, { method: 'POST', headers })).status;
	};
	for (const { hook: secret } of [before, after]) expect(await hook(secret)).toBe(200);
	expect(await hook(`whsec_${unique()}`)).toBe(400);
	// Let in, it finds that the database is away.
	data.fail('/rest/v1/rpc/mirror_', 503);
	for (const { sync: secret } of [before, after]) expect(await sync(secret)).toBe(503);
	expect(await sync(unique().repeat(3))).toBe(401);
	expect(await sync(`${after.sync},${before.sync}`)).toBe(401);
});
