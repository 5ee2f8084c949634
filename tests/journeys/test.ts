import { test as base } from '@playwright/test';
import { expect } from '@playwright/test';
import type { APIResponse, BrowserContext, Locator, Page } from '@playwright/test';
import type { App } from '../app.ts';
import type { Organization, Person } from '../fixtures.ts';
import { startInstance, type Runtime } from '../instance.ts';
import { startProxy } from '../proxy.ts';
import type { Proxy } from '../proxy.ts';
import { stack } from '../stack.ts';

export { expect };

type Somebody = Pick<Person, 'email'>;
type Somewhere = Pick<Organization, 'id'>;

/** The production build in a real browser, one for all tests of a worker. */
export const test = base.extend<
	{
		/** What the app asks the Data API, to count it and to break it. */
		data: Proxy;
		/** A page in a browser of its own, where this person is signed in. */
		pageOf: (person: Somebody, organization?: Somewhere) => Promise<Page>;
	},
	{ runtime: Runtime; served: { app: App; data: Proxy } }
>({
	/** What runs the app. */
	runtime: ['node', { scope: 'worker', option: true }],
	served: [
		async ({ runtime }, use) => {
			const data = await startProxy(stack.env.PUBLIC_SUPABASE_URL);
			const app = await startInstance(runtime, { env: { PUBLIC_SUPABASE_URL: data.url } });
			await use({ app, data });
			await app.stop();
			await data.stop();
		},
		{ scope: 'worker', timeout: 120_000 }
	],
	baseURL: ({ served }, use) => use(served.app.url),
	data: async ({ served: { data } }, use) => {
		data.restore();
		data.clear();
		await use(data);
		data.restore();
	},
	pageOf: async ({ browser }, use) => {
		const contexts: BrowserContext[] = [];
		await use(async (person, organization) => {
			const context = await browser.newContext();
			contexts.push(context);
			const page = await context.newPage();
			await signIn(page, person, organization);
			return page;
		});
		await Promise.all(contexts.map((context) => context.close()));
	}
});

/**
 * Signs in for real, without looking at the pages on the way: the browser has its cookies after
 * it. People of several organizations need to say which one they begin with.
 */
export async function signIn(
	{ request }: Page,
	{ email }: Somebody,
	organization?: Somewhere
): Promise<void> {
	const query = new URLSearchParams({ returnTo: '/healthz' });
	if (organization) query.set('organization', organization.id);
	const form = await request.get(`/sign-in?${query}`);
	const answer = await request.post(form.url(), { form: { email } });
	if (answer.url().endsWith('/healthz')) return;
	throw new Error(`${email} could not sign in: ${await answer.text()}`);
}

/** Opens a page as from the address bar, and waits until it does what a click asks for. */
export async function open(page: Page, path: string): Promise<void> {
	await page.goto(path);
	await ready(page);
}

/** Waits until the page's script has taken over; a click before it is a plain request. */
export async function ready(page: Page): Promise<void> {
	// SvelteKit's own, which is there from then on.
	if (hasScript()) await page.locator('#svelte-announcer').waitFor({ state: 'attached' });
}

/** Whether this run has JavaScript switched on. */
export function hasScript(): boolean {
	return test.info().project.use.javaScriptEnabled !== false;
}

/**
 * Chooses in a row of a list, and waits for the server's answer. The row sends itself; without
 * JavaScript it has a button.
 */
export async function choose(
	page: Page,
	field: 'Status' | 'Assignee' | 'Priority',
	title: string,
	choice: string
): Promise<void> {
	const answer = page.waitForResponse((response) => response.request().method() === 'POST');
	await page.getByLabel(`${field} of ${title}`).selectOption(choice);
	if (!hasScript()) await page.getByRole('button', { name: `Save ${title}` }).click();
	await answer;
}

/** The rows of a list, without its head. */
export function rowsOf(page: Page): Locator {
	return page.getByRole('row').filter({ has: page.getByRole('cell') });
}

/** The titles that a list of tasks shows, in order, once there are so many. */
export async function titlesIn(page: Page, count: number): Promise<string[]> {
	const titles = page.locator('[data-task]');
	await expect(titles).toHaveCount(count);
	return (await titles.allInnerTexts()).map((title) => title.trim());
}

/** Waits until a list of tasks shows these, in this order. */
export async function expectTitles(page: Page, titles: string[]): Promise<void> {
	await expect(page.locator('[data-task]')).toHaveText(titles);
}

/** Searches a list, which does so by itself where there is a script. */
export async function search(page: Page, words: string): Promise<void> {
	await page.getByRole('searchbox').fill(words);
	if (!hasScript()) await page.getByRole('button', { name: 'Search' }).click();
}

/** What two people wrote into the same field, to choose from. */
export function bothVersions(page: Page): Locator {
	return page.getByRole('region', { name: 'Somebody changed it meanwhile' });
}

/** Opens a filter's chip, which has the same name before and after it is used. */
export async function openFilter(page: Page, name: string): Promise<Locator> {
	const form = page.getByRole('form', { name, exact: true });
	const chip = page.locator('summary').filter({
		hasText: new RegExp(`^\\s*(Filter by\\s*${name}|Filter:\\s*${name}:.*)\\s*$`)
	});
	if (!(await form.isVisible())) await chip.click();
	await expect(form).toBeVisible();
	return form;
}

/** Ticks choices of a filter; without a script a button applies them. */
export async function filterBy(page: Page, name: string, ...choices: string[]): Promise<void> {
	const form = await openFilter(page, name);
	for (const choice of choices) {
		const label = form.locator('label').filter({ hasText: choice });
		const before = page.url();
		await label.locator('input').check();
		if (hasScript()) await expect(page).not.toHaveURL(before);
	}
	await apply(form);
}

/** Sends a list's form, which does so by itself where there is a script. */
export async function apply(form: Locator): Promise<void> {
	if (!hasScript()) await form.getByRole('button', { name: 'Apply' }).click();
}

/** Opens what folds out under these words: a menu or a form. */
export async function unfold(page: Page, words: string): Promise<void> {
	await page.locator('summary').filter({ hasText: words }).click();
}

/** Goes to the organization's namesake of this page, by the switcher. */
export async function switchTo(page: Page, { name }: Pick<Organization, 'name'>): Promise<void> {
	await unfold(page, 'switch organization');
	await page.getByRole('list', { name: 'Organizations' }).getByRole('link', { name }).click();
}

/** Goes to a section of the organization by its link. */
export async function goTo(page: Page, section: string): Promise<void> {
	await page
		.getByRole('navigation', { name: 'Sections' })
		.getByRole('link', { name: section })
		.click();
	await page.getByRole('heading', { name: section, level: 1 }).waitFor();
}

/** Sends a form by hand from an open page, as somebody would who was not offered it. */
export function post(page: Page, path: string, form: Record<string, string>): Promise<APIResponse> {
	const { origin } = new URL(page.url());
	return page.request.post(path, { form, headers: { origin, accept: 'text/html' } });
}
