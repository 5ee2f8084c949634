import { newAdmin } from './company.ts';
import { expect, test } from './test.ts';

const others = [
	'https://evil.test',
	'https://evil.test/orgs',
	'//evil.test',
	'///evil.test',
	'\\\\evil.test',
	'/\\evil.test',
	'\t//evil.test',
	'javascript:alert(1)',
	'data:text/html,evil',
	'blob:http://localhost/orgs',
	'http://localhost:1/orgs',
	'http://localhost@evil.test/',
	''
];

test('a sign-in that should lead to another site leads to the organizations', async ({
	visitor,
	app
}) => {
	const { person } = await newAdmin();
	for (const returnTo of [...others, `blob:${app.url}/orgs`, app.url.replace('http', 'ws')]) {
		const answer = await visitor.signIn(person, { returnTo });
		expect(answer.location, returnTo).toBe(`${app.url}/orgs`);
	}
});

test('a path that looks like another host stays on this one', async ({ visitor, app }) => {
	const { person } = await newAdmin();
	for (const returnTo of ['/.//evil.test', '/orgs/..//evil.test', '/%2F/evil.test']) {
		const answer = await visitor.signIn(person, { returnTo });
		expect(new URL(answer.location).origin, returnTo).toBe(app.url);
		// Nor does the app's own answer to that path lead anywhere else.
		const next = await visitor.open(answer.location);
		expect(new URL(next.location || app.url).origin, returnTo).toBe(app.url);
	}
});

test('a sign-in leads to the page that was asked for, with its filters', async ({
	visitor,
	app
}) => {
	const { person, company } = await newAdmin();
	const path = `/orgs/${company.slug}/tasks?status=done&q=a%20%26%20b`;
	const start = await visitor.open(path);
	const returnTo = new URL(start.location).searchParams.get('returnTo') ?? '';
	const answer = await visitor.signIn(person, { returnTo });
	const there = new URL(answer.location);
	expect(there.origin + there.pathname).toBe(`${app.url}/orgs/${company.slug}/tasks`);
	expect(Object.fromEntries(there.searchParams)).toEqual({ status: 'done', q: 'a & b' });
	expect((await visitor.open(answer.location)).status).toBe(200);
});
