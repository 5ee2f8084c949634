import { organizations, people } from '../../world.ts';
import { expect as expectSoon, open, signIn, test, unfold } from '../test.ts';
import { observe, shifts } from './measure.ts';

// How soon an answer comes is not what is measured here.
const expect = expectSoon.configure({ timeout: 60_000 });

const bar = 0.02;

/*
 * Browsers forgive what moves within half a second of a click. Answers take longer than that here,
 * so that everything that moves counts.
 */
test('nothing jumps while a list is opened, filtered, sorted, and a task opened and closed', async ({
	page,
	data
}) => {
	await signIn(page, people.ian, organizations.initech);
	await observe(page);
	await open(page, `/orgs/${organizations.initech.slug}`);
	data.delay('/rest/v1/', 800);

	await page.getByRole('link', { name: 'Tasks', exact: true }).click();
	await expect(page.locator('a[data-task]')).toHaveCount(50);
	await unfold(page, 'Filter by Status');
	await page.getByRole('checkbox', { name: 'Blocked' }).click();
	await expect(page.getByText('Filter: Status: Blocked')).toBeVisible();
	await page.keyboard.press('Escape');
	await page.getByRole('columnheader', { name: 'Due' }).getByRole('link').click();
	await page.waitForURL(/sort=due/);
	await page.locator('a[data-task]').first().click();
	await page.getByRole('dialog').waitFor();
	await page.getByRole('link', { name: 'Close', exact: true }).click();
	await page.getByRole('dialog').waitFor({ state: 'detached' });

	const { total, what } = await shifts(page);
	console.log(`layout shift: ${total.toFixed(4)} in all`);
	expect(total, what.join('\n')).toBeLessThanOrEqual(bar);

	await open(page, `/orgs/${organizations.initech.slug}/tasks?status=todo&sort=due`);
	await expect(page.getByRole('status').filter({ hasText: 'on this page' })).toHaveCount(0);
	const opened = await shifts(page);
	console.log(`layout shift of a first load: ${opened.total.toFixed(4)}`);
	expect(opened.total, opened.what.join('\n')).toBeLessThanOrEqual(bar);
});
