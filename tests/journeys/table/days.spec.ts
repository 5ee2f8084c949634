import { addDays, rangeOf } from '../../../src/lib/days.ts';
import { newCompany, newProject, newTask } from '../../policies/company.ts';
import { ask } from '../../policies/database.ts';
import { expect, expectTitles, filterBy, open, signIn, test } from '../test.ts';

/** One of the two is on another day than UTC at any hour but one, and than the reader all the time. */
const places = [
	{ zone: 'Pacific/Kiritimati', reader: 'Pacific/Pago_Pago' },
	{ zone: 'Pacific/Pago_Pago', reader: 'Pacific/Kiritimati' }
];
const todayIn = (timeZone: string) => new Date().toLocaleDateString('sv-SE', { timeZone });

for (const { zone, reader } of places) {
	test(`what is late and what is due this week goes by the days of ${zone}, wherever the reader is`, async ({
		browser
	}) => {
		const { organization, admin } = await newCompany();
		await ask('update public.organization_settings set time_zone = $2 where org_id = $1', [
			organization.id,
			zone
		]);
		const project = await newProject(admin);
		const today = todayIn(zone);
		const week = rangeOf('this-week', today);
		const days = {
			Yesterday: addDays(today, -1),
			Today: today,
			Monday: week.from!,
			Sunday: week.to!,
			Before: addDays(week.from!, -1),
			Next: addDays(week.to!, 1)
		};
		for (const [title, due_on] of Object.entries(days))
			await newTask(admin, project, { title, due_on });
		await newTask(admin, project, { title: 'Ready', due_on: days.Before, status: 'done' });
		const between = (from: string | undefined, to: string) =>
			Object.entries(days)
				.filter(([, day]) => (from === undefined || day >= from) && day <= to)
				.map(([title]) => title)
				.toReversed();

		const context = await browser.newContext({ timezoneId: reader, locale: 'en-GB' });
		const page = await context.newPage();
		await signIn(page, admin, organization);
		const late = between(undefined, days.Yesterday);
		await open(page, `/orgs/${organization.slug}`);
		// The overview counts the same ones, and leads to them.
		const count = page.getByRole('link', { name: 'Late', exact: false });
		await expect(count).toContainText(String(late.length));
		await count.click();
		await expectTitles(page, late);
		await expect(page).toHaveURL(/due=late/);

		await filterBy(page, 'Due', 'This week');
		const done = days.Before >= week.from! ? ['Ready'] : [];
		await expectTitles(page, [...done, ...between(week.from, week.to!)]);
		await filterBy(page, 'Due', 'Today');
		await expectTitles(page, between(today, today));
		await filterBy(page, 'Due', 'Next week');
		await expectTitles(page, between(addDays(week.to!, 1), addDays(week.to!, 7)));
		await context.close();
	});
}

test('the day on which a task was created is one of the reader’s', async ({ browser }) => {
	const { organization, admin } = await newCompany();
	const { id } = await newTask(admin, await newProject(admin), { title: 'At noon' });
	// Noon of UTC is the next day on Kiritimati and the same one in Pago Pago.
	await ask('update public.tasks set created_at = $2 where id = $1', [id, '2026-03-10T12:00:00Z']);
	for (const [timezoneId, day] of [
		['Pacific/Kiritimati', '2026-03-11'],
		['Pacific/Pago_Pago', '2026-03-10']
	] as const) {
		const context = await browser.newContext({ timezoneId, locale: 'en-GB' });
		const page = await context.newPage();
		await signIn(page, admin, organization);
		// A browser says where it is with its first page.
		await open(page, `/orgs/${organization.slug}`);
		await expect
			.poll(async () => (await context.cookies()).some(({ name }) => name === 'orgdeck-zone'))
			.toBe(true);
		await open(page, `/orgs/${organization.slug}/tasks?created.from=${day}&created.to=${day}`);
		await expectTitles(page, ['At noon']);
		for (const other of [addDays(day, -1), addDays(day, 1)]) {
			await page.goto(`/orgs/${organization.slug}/tasks?created.from=${other}&created.to=${other}`);
			await expect(page.getByText('The filters leave no task')).toBeVisible();
		}
		await context.close();
	}
});
