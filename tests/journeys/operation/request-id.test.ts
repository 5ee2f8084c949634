import { send } from '../../attacks/raw.ts';
import { expectTypedKept, newProject } from '../session/answers.ts';
import { newAdmin, projectsOf } from '../session/company.ts';
import { letTokensExpire } from '../session/tokens.ts';
import { expect, test } from '../session/test.ts';
import { Visitor } from '../session/visitor.ts';
import { about, entriesOf } from './log.ts';

const asked = ({ calls }: { calls: { headers: Record<string, unknown> }[] }) =>
	calls.map(({ headers }) => headers['x-request-id']);

test('a request has one id: in its answer, its lines of the log, and at each service it asks', async ({
	app,
	visitor,
	workos,
	data
}) => {
	const { person, company } = await newAdmin();
	await visitor.signIn(person);
	await letTokensExpire(visitor);
	workos.clear();
	data.clear();
	const { headers } = await visitor.open(projectsOf(company));
	const id = headers.get('x-request-id');
	expect(id).toMatch(/^[0-9a-f-]{36}$/);
	// What the sign-in left to be done may still go on, under its own id.
	expect(asked(data)).not.toContain(undefined);
	const own = asked(data).filter((one) => one === id);
	expect(own.length).toBeGreaterThan(3);
	expect(asked(workos)).toEqual([id]);
	await expect.poll(() => about(app, id)).toHaveLength(1);
	expect(about(app, id)[0]).toMatchObject({
		...{ level: 'info', event: 'request', method: 'GET', status: 200, organization: company.id },
		route: '/(signed-in)/orgs/[org=slug]/projects',
		calls: own.length + 1
	});
	const again = await visitor.open(projectsOf(company));
	expect(again.headers.get('x-request-id')).not.toBe(id);
});

test('the id on an error page is the one under which the log says why', async ({
	app,
	visitor,
	data
}) => {
	const { person, company } = await newAdmin();
	await visitor.signIn(person);
	data.fail('/rest/v1/', 503);
	const page = await visitor.open(projectsOf(company));
	const id = page.headers.get('x-request-id')!;
	expect(page.status).toBe(503);
	expect(page.body).toContain(id);
	await expect.poll(() => about(app, id).map(({ event }) => event)).toContain('request');
	const [fault] = about(app, id);
	expect(fault).toMatchObject({
		...{ level: 'error', event: 'fault', what: 'Supabase could not be reached: answered 503' }
	});
	// So does the answer to a form, with a script and without.
	const form = newProject(company, 'Typed');
	await expectTypedKept(visitor, form);
	const posted = await visitor.post(...form);
	expect(posted.body).toContain(posted.headers.get('x-request-id'));
	const scripted = await visitor.postWithScript(...form);
	expect(JSON.parse(scripted.body).error.id).toBe(scripted.headers.get('x-request-id'));
});

test('a proxy may name a request, in the header that is set for it and in plain letters', async ({
	app,
	start
}) => {
	const behind = await start({ REQUEST_ID_HEADER: 'X-Request-Id' });
	const named = async (id: string, url = behind.url) => {
		const { headers } = await new Visitor(url).ask('/healthz', { headers: { 'x-request-id': id } });
		return headers.get('x-request-id');
	};
	expect(await named('fra1::abc-1700000000000-0123456789ab')).toBe(
		'fra1::abc-1700000000000-0123456789ab'
	);
	for (const bad of ['short', 'x'.repeat(101), 'with a space', '{"level":"info"}', '<b>bold</b>']) {
		expect(await named(bad)).toMatch(/^[0-9a-f-]{36}$/);
	}
	// Nobody stands in front of this one, so a caller would name themselves.
	expect(await named('anybody-can-say-this', app.url)).toMatch(/^[0-9a-f-]{36}$/);
});

test('nothing that a request says makes a line of the log, moves one or colours it', async ({
	start
}) => {
	const app = await start({ REQUEST_ID_HEADER: 'x-request-id' });
	const evil = ['\n{"level":"info"}', '\r\n', '\u001b[31mred', '\u0085', '\u2028', '\u202ereverse'];
	for (const text of evil) {
		const quoted = encodeURIComponent(text);
		await new Visitor(app.url).open(`/callback?error=${quoted}&state=${quoted}`);
		await new Visitor(app.url).open(`/orgs/${quoted}/tasks?q=${quoted}`);
		const line = `x-request-id: ${text.replace(/[\r\n]/g, '')}`;
		await send(app.url, { path: '/sign-up', headers: [line] }).catch(() => {});
	}
	const requests = () => entriesOf(app).filter(({ event }) => event === 'request');
	await expect.poll(() => requests().length).toBeGreaterThanOrEqual(evil.length * 2);
	// eslint-disable-next-line no-control-regex
	expect(app.log()).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u202e]/);
	expect(app.log()).not.toContain('[31mred');
});

test('a call that takes long has a line of its own, by which to find it', async ({
	app,
	visitor,
	data
}) => {
	const { person, company } = await newAdmin();
	await visitor.signIn(person);
	data.delay('/rest/v1/projects?', 1_050);
	const { headers } = await visitor.open(projectsOf(company));
	const id = headers.get('x-request-id');
	await expect
		.poll(() => about(app, id).filter(({ event }) => event === 'slow call'))
		.toContainEqual(expect.objectContaining({ service: 'Supabase', call: 'GET projects' }));
});
