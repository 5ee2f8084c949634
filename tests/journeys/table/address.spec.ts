import { addDays } from '../../../src/lib/days.ts';
import { newCompany, newProject, newTask } from '../../policies/company.ts';
import type { Company } from '../../policies/company.ts';
import {
	apply,
	expect,
	expectTitles,
	filterBy,
	hasScript,
	open,
	openFilter,
	search,
	test,
	titlesIn,
	unfold
} from '../test.ts';

const tasksOf = ({ organization }: Pick<Company, 'organization'>) =>
	`/orgs/${organization.slug}/tasks`;
/** Organizations are in UTC until somebody says otherwise. */
const today = () => new Date().toISOString().slice(0, 10);

/** One task each for what filters ask about. */
async function companyWithTasks() {
	const company = await newCompany();
	const { admin, member } = company;
	const [one, other] = [await newProject(admin), await newProject(admin)];
	const late = { due_on: addDays(today(), -3), labels: ['design', 'a, b'] };
	await newTask(admin, one, {
		title: 'Apple',
		status: 'todo',
		priority: 'low',
		estimate: 0,
		...late
	});
	await newTask(admin, one, {
		title: 'Banana',
		status: 'blocked',
		assignee_id: member.id,
		estimate: 2.5
	});
	const done = { status: 'done', priority: 'urgent', due_on: addDays(today(), -1) };
	await newTask(admin, other, { title: 'Cherry pie', ...done, labels: ['design'] });
	const soon = { due_on: today(), labels: ['Größe'], estimate: 8 };
	await newTask(admin, other, {
		title: 'Date',
		status: 'in_progress',
		...soon,
		assignee_id: admin.id
	});
	return { ...company, one, other };
}

test('filters of every kind are set, edited where they stand, and removed @nojs @long', async ({
	pageOf
}) => {
	const company = await companyWithTasks();
	const { organization, member, one } = company;
	const page = await pageOf(member, organization);
	await open(page, tasksOf(company));
	const filters = page.getByRole('group', { name: 'Filters' });
	const remove = async (name: string) => {
		await page.getByRole('link', { name: `Remove filter ${name}` }).click();
		await titlesIn(page, 4);
	};
	const want = async (name: string) => {
		await unfold(page, 'More filters');
		await filters.getByRole('link', { name, exact: true }).click();
		await expect(page.getByRole('form', { name, exact: true })).toBeVisible();
	};

	await test.step('a choice of several', async () => {
		await filterBy(page, 'Status', 'To do', 'Blocked');
		await expect(page).toHaveURL(/\?status=todo&status=blocked$/);
		await expectTitles(page, ['Banana', 'Apple']);
		await expect(filters).toContainText('Status: To do, Blocked');
		const form = await openFilter(page, 'Status');
		await form.getByLabel('Blocked').uncheck();
		await apply(form);
		await expectTitles(page, ['Apple']);
		await remove('Status');
		await titlesIn(page, 4);
		await expect(page).toHaveURL(tasksOf(company));
	});

	await test.step('people', async () => {
		await filterBy(page, 'Assignee', 'Nobody', 'Me');
		await expectTitles(page, ['Cherry pie', 'Banana', 'Apple']);
		await expect(filters).toContainText('Assignee: Nobody, Me');
		await remove('Assignee');
	});

	await test.step('a project', async () => {
		await filterBy(page, 'Project', one.name);
		await expectTitles(page, ['Banana', 'Apple']);
		await remove('Project');
	});

	await test.step('days, by their name and from one to another', async () => {
		await filterBy(page, 'Due', 'Late');
		await expectTitles(page, ['Apple']);
		await filterBy(page, 'Due', 'No date');
		await expectTitles(page, ['Banana']);
		const form = await openFilter(page, 'Due');
		// Without a script, what is picked of the names has to go first.
		if (!hasScript()) {
			await remove('Due');
			await openFilter(page, 'Due');
		}
		await form.getByLabel('From').fill(addDays(today(), -2));
		if (hasScript()) await titlesIn(page, 2);
		await form.getByLabel('To', { exact: true }).fill(addDays(today(), -1));
		await apply(form);
		await expectTitles(page, ['Cherry pie']);
		await remove('Due');
		await titlesIn(page, 4);
	});

	await test.step('labels, which the address may spell in any way', async () => {
		await want('Label');
		await filterBy(page, 'Label', 'design');
		await expectTitles(page, ['Cherry pie', 'Apple']);
		await remove('Label');
		await open(page, `${tasksOf(company)}?label=a%2C+b`);
		await expectTitles(page, ['Apple']);
		await open(page, `${tasksOf(company)}?label=Gr%C3%B6%C3%9Fe`);
		await expectTitles(page, ['Date']);
		for (const strange of ['{', '"', '\\', 'a,b', '{design}', 'null']) {
			await page.goto(`${tasksOf(company)}?label=${encodeURIComponent(strange)}`);
			await expect(page.getByText('The filters leave no task')).toBeVisible();
		}
		await page.getByRole('link', { name: 'Clear filters' }).first().click();
		await titlesIn(page, 4);
	});

	await test.step('a number from zero on', async () => {
		await want('Estimate');
		const form = page.getByRole('form', { name: 'Estimate' });
		await form.getByLabel('At least').fill('0');
		if (hasScript()) await titlesIn(page, 3);
		await form.getByLabel('At most').fill('2.5');
		await apply(form);
		await expectTitles(page, ['Banana', 'Apple']);
		await expect(filters).toContainText('Estimate: 0 to 2.5 hours');
		await remove('Estimate');
	});

	await test.step('a part of the title', async () => {
		await want('Title contains');
		const form = page.getByRole('form', { name: 'Title contains' });
		await form.getByLabel('Title contains').fill('RRY P');
		await apply(form);
		await expectTitles(page, ['Cherry pie']);
		await remove('Title contains');
	});

	await test.step('several together, cleared together', async () => {
		await filterBy(page, 'Status', 'Done');
		await filterBy(page, 'Priority', 'Urgent');
		await search(page, 'cher');
		await expectTitles(page, ['Cherry pie']);
		await page.getByRole('link', { name: 'Clear filters' }).click();
		await titlesIn(page, 4);
		await expect(page.getByRole('searchbox')).toHaveValue('');
	});
});

test('what somebody types into a filter is not overtaken by answers to its beginning', async ({
	pageOf,
	data
}) => {
	const company = await companyWithTasks();
	const page = await pageOf(company.admin, company.organization);
	await open(page, `${tasksOf(company)}?edit=title`);
	const box = page.getByRole('form', { name: 'Title contains' }).getByLabel('Title contains');
	await expect(box).toBeFocused();
	const answers = data.hold('/rest/v1/tasks');
	await page.keyboard.type('che');
	await answers.waiting();
	await page.keyboard.type('rr');
	await answers.release();
	await expectTitles(page, ['Cherry pie']);
	await expect(page).toHaveURL(/\?title=cherr$/);
	await expect(box).toHaveValue('cherr');
	await expect(box).toBeFocused();
});

test('back and forward go through filters and pages, and a reload stays', async ({ pageOf }) => {
	const company = await companyWithTasks();
	const page = await pageOf(company.admin, company.organization);
	await open(page, tasksOf(company));
	await filterBy(page, 'Status', 'To do');
	await titlesIn(page, 1);
	await filterBy(page, 'Status', 'Blocked');
	await titlesIn(page, 2);
	// What is open over the list's head is closed first.
	await page.keyboard.press('Escape');
	await page.getByRole('columnheader', { name: 'Task' }).getByRole('link').click();
	await expect(page).toHaveURL(/sort=title/);
	await expectTitles(page, ['Apple', 'Banana']);

	await page.goBack();
	await expect(page).not.toHaveURL(/sort=/);
	await expectTitles(page, ['Banana', 'Apple']);
	await page.goBack();
	await expectTitles(page, ['Apple']);
	await page.goForward();
	await expectTitles(page, ['Banana', 'Apple']);
	await page.goForward();
	await expect(page.getByRole('columnheader', { name: 'Task' })).toHaveAttribute(
		'aria-sort',
		'ascending'
	);
	await page.reload();
	await expectTitles(page, ['Apple', 'Banana']);
});

test('two tabs have their own lists, and a colleague finds one at its address @nojs @long', async ({
	pageOf
}) => {
	const company = await companyWithTasks();
	const { organization, admin, colleague } = company;
	const tab = await pageOf(admin, organization);
	const otherTab = await tab.context().newPage();
	const look = 'sort=title&columns=title&columns=due&columns=status&density=compact&size=25';
	await open(tab, `${tasksOf(company)}?status=todo&status=blocked&${look}`);
	await open(otherTab, `${tasksOf(company)}?status=done`);
	await expectTitles(tab, ['Apple', 'Banana']);
	await expectTitles(otherTab, ['Cherry pie']);
	await filterBy(otherTab, 'Priority', 'Urgent');
	await tab.reload();
	await expectTitles(tab, ['Apple', 'Banana']);

	const others = await pageOf(colleague, organization);
	await open(others, tab.url());
	await expectTitles(others, ['Apple', 'Banana']);
	await expect(others.getByRole('columnheader')).toHaveText([
		/^\s*$/,
		/Task/,
		/Due/,
		/Status/,
		/Actions/
	]);
});
