import type { Page } from '@playwright/test';
import { unique } from '../../fixtures.ts';
import type { Failure } from '../../proxy.ts';
import { newAdmin, projectsOf, type Company } from '../session/company.ts';
import { letTokensExpire } from '../session/tokens.ts';
import { enter, ready } from '../session/test.ts';
import type { Visitor } from '../session/visitor.ts';
import { newProject } from '../session/answers.ts';
import { expect, note, noteBack, test } from './test.ts';

/*
 * A database that is there and does not do what it is asked: what people read, and what becomes of
 * what they wrote.
 */

const write = 'POST /rest/v1/projects';

const faults: [what: string, failure: Failure, title: string, unsure: boolean][] = [
	[
		'has no disk left',
		{ status: 503, body: { code: '53100', message: 'could not extend file: No space left' } },
		'The database has no room left',
		false
	],
	[
		'has no connection left @long',
		{ status: 503, body: { code: '53300', message: 'too many clients already' } },
		'The database has no room left',
		false
	],
	[
		'gave up after its timeout @long',
		{
			status: 500,
			body: { code: '57014', message: 'canceling statement due to statement timeout' }
		},
		'The database took too long',
		false
	],
	[
		'is behind a pool that is exhausted @long',
		{ status: 504, body: { code: 'PGRST003', message: 'Timed out acquiring connection' } },
		'We cannot reach a service we need',
		false
	],
	[
		'broke the connection',
		{ status: 503, body: { code: 'PGRST001', message: 'Database client error' } },
		'We cannot reach a service we need',
		true
	],
	['did it and never said so', 'cut', 'We cannot reach a service we need', true]
];

async function countOf(visitor: Visitor, company: Company, name: string): Promise<number> {
	const { body } = await visitor.open(`${projectsOf(company)}?q=${encodeURIComponent(name)}`);
	return body.split(`>${name}<`).length - 1;
}

for (const [what, failure, title, unsure] of faults) {
	test(`a form is saved once, and told why not, by a database that ${what}`, async ({
		visitor,
		data,
		bar
	}) => {
		const { person, company } = await newAdmin();
		await visitor.signIn(person);
		const name = `Written ${unique()}`;
		const [path, fields] = newProject(company, name);

		// Without a script, the answer holds what was typed.
		data.fail(write, failure);
		const post = await visitor.post(path, fields);
		note(bar, post);
		expect(post.status).toBeGreaterThanOrEqual(500);
		expect(post.body).toContain(title);
		expect(post.body).toContain(name);
		expect(post.body).toContain(unsure ? 'It may have been saved' : 'Nothing was saved yet');
		data.restore();
		const once = post.body.match(/name="once" value="([^"]+)"/)?.[1] ?? '';
		const again = await visitor.post(path, { ...fields, once });
		expect(again.status, again.body).toBe(303);
		expect((await visitor.open(again.location)).body).toContain(name);
		if ((await countOf(visitor, company, name)) > 1) bar.twice++;

		// With one, the page still holds it and hears what to say.
		const second = { ...fields, name: `${name} again`, once: unique() };
		data.fail(write, failure);
		const scripted = await visitor.postWithScript(path, second);
		note(bar, scripted);
		const { type, error } = JSON.parse(scripted.body);
		expect(type).toBe('error');
		expect(error).toMatchObject({ title, retry: true });
		expect(error.unsure ?? false).toBe(unsure);
		data.restore();
		const saved = await Promise.all([1, 2, 3].map(() => visitor.postWithScript(path, second)));
		for (const answer of saved) {
			bar.tries++;
			expect(JSON.parse(answer.body)).toMatchObject({ type: 'redirect' });
		}
		if ((await countOf(visitor, company, second.name)) !== 1) bar.twice++;
	});
}

test('a form that never got as far as to be saved says that nothing was', async ({
	visitor,
	data,
	bar
}) => {
	const { person, company } = await newAdmin();
	await visitor.signIn(person);
	await letTokensExpire(visitor);
	const form = newProject(company, `Never begun ${unique()}`);
	data.fail('/rpc/session_lease', 'cut');
	const post = await visitor.post(...form);
	note(bar, post);
	expect(post.status).toBe(503);
	expect(post.body).toContain('Nothing was saved yet');
	const scripted = await visitor.postWithScript(...form);
	note(bar, scripted);
	expect(JSON.parse(scripted.body).error).not.toHaveProperty('unsure');
});

test('what was changed in a form before it is sent again is a row of its own', async ({
	visitor,
	data
}) => {
	const { person, company } = await newAdmin();
	await visitor.signIn(person);
	const [path, fields] = newProject(company, `First ${unique()}`);
	data.fail(write, 'cut');
	const once = unique();
	await visitor.postWithScript(path, { ...fields, once });
	data.restore();
	const name = `Second ${unique()}`;
	expect((await visitor.post(path, { ...fields, name, once })).status).toBe(303);
	expect(await countOf(visitor, company, fields.name!)).toBe(1);
	expect(await countOf(visitor, company, name)).toBe(1);
});

test('a page whose form was lost on the way says so, and saves it once', async ({
	context,
	page,
	visitor,
	data,
	bar
}) => {
	const { person, company } = await newAdmin();
	await visitor.signIn(person);
	await enter(context, visitor);
	const name = `Typed ${unique()}`;
	await page.goto(`${projectsOf(company)}/new`);
	await ready(page);
	await page.getByLabel('Name').fill(name);
	data.fail(write, 'cut', 1);
	await page.getByRole('button', { name: 'Create project' }).click();
	const alert = page.getByRole('alert');
	await expect(alert.getByText('Nobody can tell whether this was saved')).toBeVisible();
	await expect(page.getByLabel('Name')).toHaveValue(name);
	await page.getByRole('button', { name: 'Try again' }).click();
	await expect(page.getByRole('heading', { name })).toBeVisible();
	bar.tries++;
	if ((await countOf(visitor, company, name)) !== 1) bar.twice++;
});

/** A page that shows an error, and how it looks once it has come back. */
async function openAway(page: Page, path: string): Promise<void> {
	await page.goto(path);
	await ready(page);
	await expect(page.getByRole('heading', { level: 1 })).toHaveText(/We cannot reach|took too long/);
}

for (const [what, failure] of [
	['is away', 503],
	['hangs @long', 'hang'],
	['takes too long @long', { status: 500, body: { code: '57014', message: 'statement timeout' } }]
] as [string, Failure][]) {
	test(`a page comes back by itself within five seconds, from a Data API that ${what}`, async ({
		context,
		page,
		visitor,
		data,
		bar
	}) => {
		const { person, company } = await newAdmin();
		await visitor.signIn(person);
		await enter(context, visitor);
		data.fail(/session_state|organizations/, failure);
		await openAway(page, `/orgs/${company.slug}/projects`);
		data.restore();
		const begun = Date.now();
		await expect(page.getByRole('link', { name: company.project })).toBeVisible();
		noteBack(bar, begun);
		bar.tries++;
	});
}

test('a list that could not be read comes back by itself', async ({
	context,
	page,
	visitor,
	data,
	bar
}) => {
	const { person, company } = await newAdmin();
	await visitor.signIn(person);
	await enter(context, visitor);
	data.fail(/GET .*\/rest\/v1\/projects\?/, {
		status: 500,
		body: { code: '57014', message: 'canceling statement due to statement timeout' }
	});
	await page.goto(projectsOf(company));
	await ready(page);
	await expect(page.getByText('The projects could not be read', { exact: true })).toBeVisible();
	data.restore();
	const begun = Date.now();
	await expect(page.getByRole('link', { name: company.project })).toBeVisible();
	noteBack(bar, begun);
	bar.tries++;
});

test('without a script, a page that shows an outage asks for itself again @long', async ({
	browser,
	app,
	visitor,
	data,
	bar
}) => {
	const { person, company } = await newAdmin();
	await visitor.signIn(person);
	const context = await browser.newContext({ javaScriptEnabled: false, baseURL: app.url });
	await enter(context, visitor);
	const page = await context.newPage();
	data.fail('/rest/v1/', 503);
	await page.goto(projectsOf(company));
	await expect(page.getByRole('heading', { name: 'We cannot reach a service' })).toBeVisible();
	data.restore();
	const begun = Date.now();
	await expect(page.getByRole('link', { name: company.project })).toBeVisible();
	noteBack(bar, begun);
	bar.tries++;
	await context.close();
});
