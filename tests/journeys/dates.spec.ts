import type { Browser, Page } from '@playwright/test';
import { newCompany, newProject, newSpeaker, newTask } from '../policies/company.ts';
import type { Company, Speaker } from '../policies/company.ts';
import { ask } from '../policies/database.ts';
import { expect, expectTitles, filterBy, goTo, hasScript, open, signIn, test } from './test.ts';

const losAngeles = { locale: 'en-US', timezoneId: 'America/Los_Angeles' };
const tokyo = { locale: 'de-DE', timezoneId: 'Asia/Tokyo' };
type Place = typeof tokyo;

/** A page in a browser that is somewhere else. */
async function pageAt(
	browser: Browser,
	place: Place,
	person: Speaker,
	{ organization }: Pick<Company, 'organization'>
): Promise<Page> {
	const context = await browser.newContext(place);
	const page = await context.newPage();
	await signIn(page, person, organization);
	return page;
}

/** What the clock on somebody's wall showed. */
function clockOf(moment: string, { locale, timezoneId: timeZone }: Place): string {
	const format = { hour: 'numeric', minute: '2-digit', timeZone } as const;
	return new Date(moment).toLocaleTimeString(locale, format).replaceAll(/\s/g, ' ');
}

/** The plain date that is so many days from now, where it is this zone. */
function dayIn(timeZone: string, days: number): string {
	return new Date(Date.now() + days * 86_400_000).toLocaleDateString('sv-SE', { timeZone });
}

/** How often a page asks for its data again. */
function countOfRefreshes(page: Page): () => number {
	let count = 0;
	page.on('request', (request) => (count += request.url().includes('__data.json') ? 1 : 0));
	return () => count;
}

// Wherever the browser is, a due date is the same day: in the server's answer and after the script
// has taken over, which would warn when the two differ.
for (const timezoneId of ['Pacific/Pago_Pago', 'Pacific/Kiritimati']) {
	test(`a due date is the same day for somebody in ${timezoneId}`, async ({ browser }) => {
		const { organization, admin, member } = await newCompany();
		const project = await newProject(admin, { due_on: '2031-03-01' });
		await newTask(admin, project, { title: 'Leap', due_on: '2028-02-29' });
		await newTask(admin, project, { title: 'Past', due_on: '2020-01-01' });

		const context = await browser.newContext({ timezoneId });
		const page = await context.newPage();
		const warnings: string[] = [];
		page.on('console', (message) => {
			if (message.type() !== 'log') warnings.push(message.text());
		});
		await signIn(page, member, organization);
		await open(page, `/orgs/${organization.slug}/tasks`);
		await expect(page.getByLabel('Due date of Leap')).toHaveValue('2028-02-29');
		await expect(page.getByLabel('Due date of Past, late')).toHaveValue('2020-01-01');
		await page.getByRole('link', { name: 'Past' }).click();
		await expect(page.getByRole('dialog')).toContainText('Late · 1 Jan 2020');
		await page.getByRole('link', { name: 'Close', exact: true }).click();
		await goTo(page, 'Projects');
		await expect(page.getByRole('row', { name: project.name })).toContainText('1 Mar 2031');
		await page.getByRole('link', { name: project.name }).click();
		await expect(page.getByRole('main')).toContainText('Due 1 Mar 2031');
		expect(warnings).toEqual([]);
		await context.close();
	});
}

test('two people far apart see the same due day, and the time on their own clocks @nojs', async ({
	browser
}) => {
	const company = await newCompany();
	const { organization, admin } = company;
	const other = await newSpeaker(organization, 'admin');
	const project = await newProject(admin, { due_on: '2028-02-29' });
	const path = `/orgs/${organization.slug}/projects`;
	const changed = project.updated_at;

	for (const [person, place, due] of [
		[admin, losAngeles, 'Feb 29, 2028'],
		[other, tokyo, '29. Feb. 2028']
	] as const) {
		const page = await pageAt(browser, place, person, company);
		if (!hasScript()) {
			await test.step('without scripts the time is the organization’s at first', async () => {
				await open(page, `${path}/${project.id}/edit`);
				const title = clockOf(changed, { ...place, timezoneId: 'UTC' });
				await expect(page.locator('main time')).toHaveAttribute('title', new RegExp(title));
			});
			const cookie = { name: 'orgdeck-zone', value: encodeURIComponent(place.timezoneId) };
			await page.context().addCookies([{ ...cookie, url: page.url() }]);
		}

		await open(page, path);
		const day = page.getByRole('row', { name: project.name }).locator('time');
		await expect(day).toHaveText(due);
		await expect(day).toHaveAttribute('datetime', '2028-02-29');

		await open(page, `${path}/${project.id}/edit`);
		const time = page.locator('main time');
		await expect(time).toHaveAttribute('title', new RegExp(clockOf(changed, place)));
		await expect(time).toHaveAttribute('datetime', new Date(changed).toISOString());
		await expect(time).toContainText(/just now|minutes? ago/);
		await page.context().close();
	}
});

test('a browser says where it is once, and from then on the first answer is right', async ({
	browser
}) => {
	const company = await newCompany();
	const project = await newProject(company.admin);
	const path = `/orgs/${company.organization.slug}/projects/${project.id}/edit`;
	const page = await pageAt(browser, tokyo, company.admin, company);
	const refreshes = countOfRefreshes(page);
	const clock = clockOf(project.updated_at, tokyo);

	await open(page, path);
	const time = page.locator('main time');
	await expect(time).toHaveAttribute('title', new RegExp(clock));
	expect(refreshes()).toBe(1);
	const [cookie] = (await page.context().cookies()).filter(({ name }) => name === 'orgdeck-zone');
	expect(cookie).toMatchObject({ httpOnly: false, sameSite: 'Lax', path: '/' });
	expect(cookie!.expires - Date.now() / 1000).toBeGreaterThan(364 * 24 * 60 * 60);

	expect(await (await page.request.get(path)).text()).toContain(clock);
	await open(page, path);
	await expect(time).toHaveAttribute('title', new RegExp(clock));
	// Nor does it ask again when somebody comes back to it.
	await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
	await goTo(page, 'Projects');
	expect(refreshes()).toBe(2);
	await page.context().close();
});

test('a browser in a place that nobody knows is asked no more than once', async ({ pageOf }) => {
	const { organization, admin } = await newCompany();
	const page = await pageOf(admin, organization);
	const refreshes = countOfRefreshes(page);
	await page.addInitScript(() => {
		const { resolvedOptions } = Intl.DateTimeFormat.prototype;
		Intl.DateTimeFormat.prototype.resolvedOptions = function () {
			return { ...resolvedOptions.call(this), timeZone: 'Mars/Olympus_Mons' };
		};
	});
	const answer = page.waitForResponse(/__data\.json/);
	await open(page, `/orgs/${organization.slug}/projects`);
	await answer;
	await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
	await goTo(page, 'Tasks');
	expect(refreshes()).toBe(2);
});

test('“Late”, “Today” and “Tomorrow” are the organization’s, wherever somebody is @nojs', async ({
	browser
}) => {
	const company = await newCompany();
	const { organization, admin, member } = company;
	const zone = 'Pacific/Kiritimati';
	await ask('update public.organization_settings set time_zone = $2 where org_id = $1', [
		organization.id,
		zone
	]);
	const project = await newProject(admin);
	for (const [title, days] of Object.entries({ Before: -1, Now: 0, Next: 1, After: 2 })) {
		await newTask(admin, project, { title, due_on: dayIn(zone, days) });
	}
	await newTask(admin, project, { title: 'Ready', due_on: dayIn(zone, -1), status: 'done' });

	const pagoPago = { locale: 'en-GB', timezoneId: 'Pacific/Pago_Pago' };
	const page = await pageAt(browser, pagoPago, member, company);
	await open(page, `/orgs/${organization.slug}/tasks`);
	const due = (title: string) => page.getByLabel(`Due date of ${title}`);
	await expect(due('Before')).toHaveAccessibleName('Due date of Before, late');
	await expect(due('Now')).toHaveAccessibleName('Due date of Now');
	await expect(due('Ready')).toHaveAccessibleName('Due date of Ready');
	for (const [title, said] of [
		['Before', /Late ·/],
		['Now', /Today/],
		['Next', /Tomorrow/],
		['After', /^\s*\d/]
	] as const) {
		await page.getByRole('link', { name: title, exact: true }).click();
		await expect(page.getByRole('dialog').locator('dd time')).toHaveText(said);
		await page.getByRole('link', { name: 'Close', exact: true }).click();
	}

	// What is filtered by those words goes by the same calendar.
	await filterBy(page, 'Due', 'Late');
	await expectTitles(page, ['Before']);
	await filterBy(page, 'Due', 'Today');
	await expectTitles(page, ['Now']);
	await page.context().close();
});
