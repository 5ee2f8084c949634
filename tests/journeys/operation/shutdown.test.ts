import { Agent, request } from 'node:http';
import { strFromU8, unzipSync } from 'fflate';
import type { App } from '../../app.ts';
import { newAdmin, projectsOf } from '../session/company.ts';
import { letTokensExpire } from '../session/tokens.ts';
import { expect, refreshes, test } from '../chaos/test.ts';
import { Visitor } from '../session/visitor.ts';

/* An instance that is asked to end, as each of a deployment is each time. */

/** Asks over one connection that stays open, if the other side lets it. */
function keptAlive(url: string) {
	const agent = new Agent({ keepAlive: true, maxSockets: 1 });
	const get = (path: string) =>
		new Promise<{ status: number; closes: boolean; body: string }>((done, fail) => {
			const asking = request(url + path, { agent }, async (answer) => {
				let body = '';
				for await (const chunk of answer) body += chunk;
				const closes = answer.headers.connection === 'close';
				done({ status: answer.statusCode ?? 0, closes, body });
			});
			asking.on('error', fail);
			asking.end();
		});
	return { get, end: () => agent.destroy() };
}

/** Resolves once it takes no more connections. */
async function closed(app: App): Promise<void> {
	const answers = () =>
		fetch(`${app.url}/healthz`).then(
			() => true,
			() => false
		);
	await expect.poll(answers, { intervals: [20] }).toBe(false);
}

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
	test(`${signal}: a balancer hears of it first, then what is under way is finished`, async ({
		start,
		data
	}) => {
		const app = await start({ SHUTDOWN_DELAY: '2', SHUTDOWN_TIMEOUT: '20' });
		const visitor = new Visitor(app.url);
		const { person, company } = await newAdmin();
		await visitor.signIn(person);
		await visitor.open(projectsOf(company));
		const balancer = keptAlive(app.url);
		expect(await balancer.get('/readyz')).toMatchObject({ status: 200, closes: false });

		const hold = data.hold('/rest/v1/projects?');
		const slow = visitor.open(projectsOf(company));
		await hold.waiting();
		app.signal(signal);
		// It still takes requests, says that there should be none, and closes each connection.
		await expect
			.poll(() => balancer.get('/readyz'), { intervals: [20] })
			.toMatchObject({ status: 503, closes: true });
		expect(JSON.parse((await balancer.get('/readyz')).body)).toMatchObject({ leaving: true });
		expect(await balancer.get('/healthz')).toMatchObject({ status: 200, closes: true });

		await closed(app);
		await hold.release();
		const answer = await slow;
		expect(answer.status).toBe(200);
		expect(answer.body).toContain(company.project);
		expect(answer.headers.get('connection')).toBe('close');
		expect(await app.ended).toBe('ended with code 0');
		balancer.end();
	});
}

test('a download that is under way is whole', async ({ start, data }) => {
	const app = await start({ SHUTDOWN_TIMEOUT: '20' });
	const visitor = new Visitor(app.url);
	const { person, company } = await newAdmin();
	await visitor.signIn(person, { organization: company });
	await visitor.open(`/orgs/${company.slug}/export`);
	// By then the answer has begun, and much of it is still to be read.
	const hold = data.hold('/rest/v1/tasks?');
	const download = fetch(`${app.url}/orgs/${company.slug}/export/archive`, {
		headers: { cookie: visitor.header() }
	});
	await hold.waiting();
	app.signal('SIGTERM');
	await closed(app);
	await hold.release();
	const files = unzipSync(new Uint8Array(await (await download).arrayBuffer()));
	expect(JSON.parse(strFromU8(files['manifest.json']!))).toMatchObject({ complete: true });
	expect(await app.ended).toBe('ended with code 0');
});

test('what does not end is ended after SHUTDOWN_TIMEOUT', async ({ start, data }) => {
	const app = await start({ SHUTDOWN_TIMEOUT: '1' });
	const visitor = new Visitor(app.url);
	const { person, company } = await newAdmin();
	await visitor.signIn(person);
	await visitor.open(projectsOf(company));
	data.clear();
	data.fail('/rest/v1/projects?', 'hang');
	const lost = visitor.open(projectsOf(company));
	lost.catch(() => {});
	await expect.poll(() => data.calls.some(({ path }) => path.includes('/projects?'))).toBe(true);
	const begun = Date.now();
	app.signal('SIGTERM');
	expect(await app.ended).toBe('ended with code 0');
	expect(Date.now() - begun).toBeLessThan(4_000);
	await expect(lost).rejects.toThrow();
});

test('a token that could not be stored yet is stored before the instance ends', async ({
	start,
	twin,
	workos,
	data
}) => {
	const app = await start({ SHUTDOWN_TIMEOUT: '20' });
	const visitor = new Visitor(app.url);
	const { person, company } = await newAdmin();
	await visitor.signIn(person);
	await letTokensExpire(visitor);
	workos.clear();
	const hold = workos.hold('/user_management/authenticate');
	const view = visitor.open(projectsOf(company));
	await hold.waiting();
	data.fail('/rest/v1/', 503);
	await hold.release();
	expect((await view).status).toBe(503);
	app.signal('SIGTERM');
	await closed(app);
	data.restore();
	expect(await app.ended).toBe('ended with code 0');
	// WorkOS would not give it again: the other instance has it from the database.
	workos.fail('/user_management/authenticate', { status: 400, body: { error: 'invalid_grant' } });
	const elsewhere = await visitor.open(projectsOf(company), twin.url);
	expect(elsewhere.body).toContain(company.project);
	expect(refreshes(workos)).toBe(1);
});
