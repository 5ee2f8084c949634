import type { Failure } from '../../proxy.ts';
import { expectTypedKept, newProject } from './answers.ts';
import { newAdmin, projectsOf } from './company.ts';
import { expect, test } from './test.ts';
import { letTokensExpire, sessionOf, tokensOf } from './tokens.ts';
import { Visitor } from './visitor.ts';

for (const [what, failure] of [
	['is away', 503],
	['drops connections', 'cut'],
	['has lost its database', { status: 503, body: { code: 'PGRST001', message: 'No connection' } }],
	[
		'still holds WorkOS’ old keys',
		{ status: 401, body: { code: 'PGRST301', message: 'No suitable key' } }
	]
] as [string, Failure][]) {
	test(`while the Data API ${what}, pages say so and nobody is signed out`, async ({
		visitor,
		data
	}) => {
		const { person, company } = await newAdmin();
		await visitor.signIn(person);
		const before = sessionOf(visitor);
		data.fail('/rest/v1/', failure);

		for (const path of ['', '/projects', '/tasks', '/members']) {
			const answer = await visitor.open(`/orgs/${company.slug}${path}`);
			expect(answer.status, path).toBe(503);
			expect(answer.headers.get('retry-after'), path).toBe('5');
			expect(answer.body, path).toContain('We cannot reach a service we need');
			expect(answer.body, path).not.toContain('No projects yet');
		}
		expect((await visitor.open('/orgs')).status).toBe(503);

		const form = newProject(company, 'Typed by hand');
		await expectTypedKept(visitor, form);

		data.restore();
		expect((await visitor.open(projectsOf(company))).body).toContain(company.project);
		expect(sessionOf(visitor)).toEqual(before);
		expect((await visitor.post(...form)).status).toBe(303);
		expect((await visitor.open(projectsOf(company))).body).toContain('Typed by hand');
	});
}

test('a Data API that fails for one query of a page fails the page, not a part of it', async ({
	visitor,
	data
}) => {
	const { person, company } = await newAdmin();
	await visitor.signIn(person);
	await visitor.open(projectsOf(company));
	for (const query of ['session_state', 'organizations?', 'projects?']) {
		data.fail(`/rest/v1/${query.includes('_') ? 'rpc/' : ''}${query}`, 503);
		expect((await visitor.open(projectsOf(company))).status, query).toBe(503);
		data.restore();
	}
	data.fail('/rest/v1/organizations?', {
		status: 500,
		body: { code: 'XX000', message: 'A fault' }
	});
	const fault = await visitor.open(projectsOf(company));
	expect(fault.status).toBe(500);
	expect(fault.body, 'what broke is for the log').not.toContain('A fault');
});

test('the refresh token survives a database that is away for the moment of storing it', async ({
	visitor,
	data
}) => {
	const { person, company } = await newAdmin();
	await visitor.signIn(person);
	await letTokensExpire(visitor);
	data.fail('/rpc/session_store', 503, 2);
	expect((await visitor.open(projectsOf(company))).body).toContain(company.project);
	await letTokensExpire(visitor);
	expect((await visitor.open(projectsOf(company))).body).toContain(company.project);
});

test('without WorkOS, pages go on for as long as the tokens live', async ({ visitor, workos }) => {
	const { person, company } = await newAdmin();
	await visitor.signIn(person);
	await visitor.open(projectsOf(company));
	workos.fail('', 'cut');
	expect((await visitor.open(projectsOf(company))).body).toContain(company.project);
	expect((await visitor.post(...newProject(company, 'Made meanwhile'))).status).toBe(303);

	const signIn = await new Visitor(visitor.url).open('/callback?code=x&state=y');
	expect(signIn.status).toBe(400);
	await letTokensExpire(visitor);
	expect((await visitor.open(projectsOf(company))).status).toBe(503);
	workos.restore();
	expect((await visitor.open(projectsOf(company))).body).toContain('Made meanwhile');
});

test('signing in while a service is away can be tried again', async ({ app, workos, data }) => {
	const { person, company } = await newAdmin();
	for (const [service, calls] of [
		[workos, '/user_management/authenticate'],
		[data, '/rpc/session_start']
	] as const) {
		const visitor = new Visitor(app.url);
		const callback = await visitor.authorize(person);
		service.fail(calls, 503);
		const answer = await visitor.open(callback);
		expect(answer.status, calls).toBe(503);
		expect(tokensOf(visitor).size, calls).toBe(0);
		service.restore();
		await visitor.signIn(person);
		expect((await visitor.open(projectsOf(company))).status, calls).toBe(200);
	}
});

test('without WorkOS’ public keys nobody is let in, and nobody signed out', async ({
	start,
	visitor,
	workos
}) => {
	const { person, company } = await newAdmin();
	await visitor.signIn(person);
	workos.fail('/sso/jwks', 503);
	const young = await start();
	const there = visitor.copy();
	const answer = await there.open(projectsOf(company), young.url);
	expect(answer.status).toBe(503);
	expect(sessionOf(there)).toEqual(sessionOf(visitor));
	workos.restore();
	expect((await there.open(projectsOf(company), young.url)).body).toContain(company.project);
});
