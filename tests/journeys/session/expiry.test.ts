import type { BrowserContext, Page } from '@playwright/test';
import { unique, workos as workosApi } from '../../fixtures.ts';
import type { Person } from '../../fixtures.ts';
import { newProject } from './answers.ts';
import { newAdmin, projectsOf } from './company.ts';
import { enter, expect, ready, test } from './test.ts';
import { letTokensExpire, sessionOf } from './tokens.ts';
import type { Visitor } from './visitor.ts';

/** WorkOS ends the session, as it does when it gets too old, and the tokens run out. */
async function expire(context: BrowserContext, visitor: Visitor): Promise<void> {
	await workosApi.userManagement.revokeSession({ sessionId: sessionOf(visitor).sid });
	await letTokensExpire(visitor);
	await context.clearCookies({ name: /orgdeck-token-/ });
}

async function signInAgain(page: Page, { email }: Person): Promise<void> {
	await page.getByLabel('Email').fill(email);
	await page.getByRole('button', { name: 'Continue' }).click();
}

test('a session that ends while a form is filled in loses nothing', async ({
	context,
	page,
	visitor
}) => {
	const { person, company } = await newAdmin();
	await visitor.signIn(person);
	await enter(context, visitor);
	const name = `Typed before ${unique()}`;
	await page.goto(`${projectsOf(company)}/new`);
	await ready(page);
	await page.getByLabel('Name').fill(name);
	await page.getByLabel('Who can see it').selectOption('private');
	await expire(context, visitor);

	await page.getByRole('button', { name: 'Create project' }).click();
	await signInAgain(page, person);
	await expect(page).toHaveURL(`${projectsOf(company)}/new`);
	await expect(page.getByLabel('Name')).toHaveValue(name);
	await expect(page.getByLabel('Who can see it')).toHaveValue('private');
	await expect(page.getByText('What you typed is back')).toBeVisible();

	await page.getByRole('button', { name: 'Create project' }).click();
	await expect(page.getByRole('heading', { name })).toBeVisible();
});

test('somebody else who signs in on the way is not given what was typed', async ({
	context,
	page,
	visitor
}) => {
	const { person, company } = await newAdmin();
	const other = await newAdmin();
	await visitor.signIn(person);
	await enter(context, visitor);
	await page.goto('/orgs');
	await ready(page);
	const name = `Typed before ${unique()}`;
	await page.getByLabel('Name').fill(name);
	await expire(context, visitor);

	await page.getByRole('button', { name: 'Create organization' }).click();
	await signInAgain(page, other.person);
	await expect(page.getByText(other.company.name)).toBeVisible();
	await expect(page.getByText(company.name)).toHaveCount(0);
	await expect(page.getByLabel('Name')).toHaveValue('');
});

test('without scripts, what was typed can be sent again', async ({ browser, app, visitor }) => {
	const { person, company } = await newAdmin();
	await visitor.signIn(person);
	const context = await browser.newContext({ javaScriptEnabled: false, baseURL: app.url });
	await enter(context, visitor);
	const page = await context.newPage();
	const name = `Typed "before" <b>${unique()}</b>`;
	await page.goto(`${projectsOf(company)}/new`);
	await page.getByLabel('Name').fill(name);
	await expire(context, visitor);

	await page.getByRole('button', { name: 'Create project' }).click();
	await expect(page.getByRole('heading', { name: 'You were signed out' })).toBeVisible();
	await expect(page.getByRole('textbox', { name: 'name', exact: true })).toHaveValue(name);
	const [tab] = await Promise.all([
		context.waitForEvent('page'),
		page.getByRole('link', { name: 'Sign in again' }).click()
	]);
	await signInAgain(tab, person);
	await expect(tab).toHaveURL(`${app.url}${projectsOf(company)}/new`);

	await page.bringToFront();
	await page.getByRole('button', { name: 'Send again' }).click();
	await expect(page.getByRole('heading', { name })).toBeVisible();
	await context.close();
});

test('a form that was filled in on a page of a session that is gone can be sent again', async ({
	visitor
}) => {
	const { company } = await newAdmin();
	const [path, fields] = newProject(company, 'Typed “before” & after');
	const answer = await visitor.post(path, fields);
	expect(answer.status).toBe(401);
	expect(answer.headers.get('cache-control')).toBe('private, no-store');
	expect(answer.body).toContain(`action="${path}"`);
	expect(answer.body).toContain('Typed “before” &#38; after');
	const link = answer.body.match(/<a href="([^"]+)"/)?.[1] ?? '';
	const returnTo = new URLSearchParams(link.split('?')[1]?.replaceAll('&#38;', '&'));
	expect(returnTo.get('returnTo')).toBe(`${projectsOf(company)}/new`);

	const withScript = await visitor.postWithScript(path, fields);
	expect(JSON.parse(withScript.body)).toMatchObject({ type: 'failure', status: 401 });
});
