import { unique } from '../../fixtures.ts';
import { stack } from '../../stack.ts';
import { newAdmin, projectsOf } from '../session/company.ts';
import { letTokensExpire } from '../session/tokens.ts';
import { expect, test } from '../session/test.ts';
import { Visitor } from '../session/visitor.ts';

const secrets = [`first-${unique().repeat(3)}`, `second-${unique().repeat(3)}`];

async function read(url: string, secret = secrets[0], from = '10.0.0.1') {
	const headers = { authorization: `Bearer ${secret}`, 'x-from': from };
	const response = await fetch(`${url}/metrics`, { headers });
	return { status: response.status, body: await response.text() };
}

/** The value of a line that has this name and these labels. */
function valueOf(body: string, name: string, ...labels: string[]): number {
	const line = body
		.split('\n')
		.find((one) => one.startsWith(name) && labels.every((label) => one.includes(label)));
	return Number(line?.split(' ').at(-1));
}

test('nobody reads the counters unless a secret is set, and then who knows it', async ({
	app,
	start
}) => {
	expect((await read(app.url)).status).toBe(404);
	const counting = await start({
		...{ METRICS_SECRET: secrets.join(','), ADDRESS_HEADER: 'x-from' },
		// One attempt each.
		RATE_LIMIT_FACTOR: '0.01'
	});
	for (const wrong of ['x'.repeat(40), secrets[0]!.slice(1), '']) {
		const from = `wrong-${unique()}`;
		expect((await read(counting.url, wrong, from)).status).toBe(401);
		expect((await read(counting.url, wrong, from)).status).toBe(429);
	}
	for (const secret of secrets) expect((await read(counting.url, secret)).status).toBe(200);
	const { body } = await read(counting.url);
	expect(valueOf(body, 'orgdeck_rate_limited_total', '"not let in"')).toBe(3);
});

test('requests, calls, refreshes and faults are counted, however many addresses there are', async ({
	start,
	workos,
	data
}) => {
	const app = await start({ METRICS_SECRET: secrets[0]! });
	const visitor = new Visitor(app.url);
	const { person, company } = await newAdmin();
	await visitor.signIn(person);
	await letTokensExpire(visitor);
	await visitor.open(projectsOf(company));
	data.fail('/rest/v1/projects?', 503, 1);
	await visitor.open(projectsOf(company));
	workos.fail('/user_management/authenticate', 500);
	await letTokensExpire(visitor);
	await visitor.open(projectsOf(company));
	workos.restore();
	await visitor.signOut();

	const first = (await read(app.url)).body;
	const route = 'route="/(signed-in)/orgs/[org=slug]/projects"';
	expect(valueOf(first, 'orgdeck_requests_total', route, '2xx')).toBe(1);
	expect(valueOf(first, 'orgdeck_requests_total', route, '5xx')).toBe(2);
	expect(valueOf(first, 'orgdeck_request_duration_seconds_count', route)).toBe(3);
	expect(valueOf(first, 'orgdeck_request_duration_seconds_bucket', route, 'le="+Inf"')).toBe(3);
	const projects = ['service="Supabase"', 'call="GET projects"'];
	expect(valueOf(first, 'orgdeck_calls_total', ...projects, '"ok"')).toBeGreaterThan(0);
	expect(valueOf(first, 'orgdeck_calls_total', ...projects, '"failed"')).toBe(1);
	const refresh = ['service="WorkOS"', 'call="authenticate refresh_token"'];
	expect(valueOf(first, 'orgdeck_calls_total', ...refresh, '"ok"')).toBe(1);
	expect(valueOf(first, 'orgdeck_calls_total', ...refresh, '"failed"')).toBe(1);
	expect(valueOf(first, 'orgdeck_refreshes_total', '"done"')).toBe(1);
	expect(valueOf(first, 'orgdeck_refreshes_total', '"failed"')).toBe(1);
	expect(valueOf(first, 'orgdeck_sessions_ended_total')).toBe(1);
	expect(valueOf(first, 'orgdeck_faults_total', '"WorkOS"')).toBeGreaterThan(0);
	expect(valueOf(first, 'orgdeck_ready')).toBe(1);
	expect(first).toMatch(/^orgdeck_mirror_lag_seconds (\d+|NaN)$/m);

	const series = (body: string) => body.split('\n').length;
	const before = series((await read(app.url)).body);
	for (let count = 0; count < 20; count++) {
		await visitor.open(`/${unique()}`);
		await visitor.open(`/orgs/${unique()}/projects?q=${unique()}`);
	}
	// One for what is at no address, and one for a redirect.
	expect(series((await read(app.url)).body) - before).toBeLessThan(30);
	for (const said of [company.slug, company.id, person.email, stack.env.WORKOS_API_KEY]) {
		expect(first).not.toContain(said);
	}
});

test('a browser hears how long it took for what only where that is asked for', async ({
	app,
	visitor,
	start
}) => {
	const { person, company } = await newAdmin();
	await visitor.signIn(person);
	const plain = await visitor.open(projectsOf(company));
	expect(plain.headers.get('server-timing')).toBeNull();
	const telling = await start({ SERVER_TIMING: 'yes' });
	await letTokensExpire(visitor);
	const told = await visitor.open(projectsOf(company), telling.url);
	const timing = told.headers.get('server-timing');
	expect(timing).toMatch(/session;dur=[\d.]+/);
	expect(timing).toMatch(/organization;dur=[\d.]+/);
	expect(timing).toMatch(/desc="WorkOS authenticate refresh_token";dur=[\d.]+/);
	expect(timing).toMatch(/desc="Supabase GET projects, [\d.]+ in Postgres";dur=[\d.]+/);
	expect(timing).toMatch(/total;dur=[\d.]+$/);
	expect(app.url).not.toBe(telling.url);
});
