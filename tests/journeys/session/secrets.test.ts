import { stack } from '../../stack.ts';
import { newAdmin, projectsOf } from './company.ts';
import { expect, test } from './test.ts';
import { letTokensExpire, sessionOf, tokensOf } from './tokens.ts';

test('no token, secret or key stands in a page, its data, the log, or an address', async ({
	app,
	visitor,
	workos,
	data
}) => {
	const { person, company } = await newAdmin();
	const callback = await visitor.authorize(person);
	await visitor.open(callback);
	const tokens = [...tokensOf(visitor).values()];
	const texts: string[] = [];
	for (const page of ['', '/projects', '/projects/new', '/tasks', '/members', '/nothing']) {
		const path = `/orgs/${company.slug}${page}`;
		texts.push((await visitor.open(path)).body);
		texts.push((await visitor.ask(`${path}/__data.json`)).body);
	}
	texts.push((await visitor.open('/orgs')).body, (await visitor.open('/')).body);

	// Also where something breaks, which is when things are written down.
	data.fail('/rest/v1/projects?', 500);
	texts.push((await visitor.open(projectsOf(company))).body);
	data.restore();
	workos.fail('/user_management/authenticate', 500);
	await letTokensExpire(visitor);
	texts.push((await visitor.open(projectsOf(company))).body);
	workos.restore();
	texts.push((await visitor.open(projectsOf(company))).body);
	tokens.push(...tokensOf(visitor).values());

	const addresses = [...workos.calls, ...data.calls].map(({ path }) => path);
	const secrets = [
		...tokens,
		sessionOf(visitor).secret,
		stack.env.SUPABASE_SECRET_KEY,
		stack.env.WORKOS_API_KEY,
		stack.env.COOKIE_PASSWORD,
		new URL(callback).searchParams.get('code') ?? ''
	];
	await expect.poll(app.log, 'control: faults are written down').toContain('could not be reached');
	for (const text of [...texts, ...addresses, app.log()]) {
		expect(text).not.toMatch(/\beyJ[\w-]+\./);
		for (const secret of secrets) expect(text).not.toContain(secret);
	}
});
