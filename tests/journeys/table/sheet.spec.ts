import type { Page } from '@playwright/test';
import { newCompany, newProject, newTask } from '../../policies/company.ts';
import type { Company } from '../../policies/company.ts';
import {
	bothVersions,
	choose,
	expect,
	expectTitles,
	hasScript,
	open,
	ready,
	search,
	test
} from '../test.ts';

const tasksOf = ({ organization }: Pick<Company, 'organization'>) =>
	`/orgs/${organization.slug}/tasks`;
const sheet = (page: Page) => page.getByRole('dialog');
const close = (page: Page) => sheet(page).getByRole('link', { name: 'Close' });

async function companyWithTasks() {
	const company = await newCompany();
	const { admin, member } = company;
	const [project, other] = [await newProject(admin), await newProject(admin)];
	const task = await newTask(admin, project, { title: 'Apple pie', assignee_id: member.id });
	await newTask(admin, project, { title: 'Banana bread' });
	await newTask(admin, other, { title: 'Apple juice', status: 'done' });
	return { ...company, project, other, task };
}

/** Opens the form in which all fields of a task are. */
async function edit(page: Page) {
	await sheet(page).getByRole('link', { name: 'Edit' }).click();
	await expect(sheet(page).getByRole('button', { name: 'Save changes' })).toBeVisible();
	return sheet(page);
}

test('a task opens over its list, which stays as it is, and leads back to its row @nojs', async ({
	pageOf
}) => {
	const company = await companyWithTasks();
	const page = await pageOf(company.admin, company.organization);
	const query = 'q=apple&sort=title';
	await open(page, `${tasksOf(company)}?${query}`);
	await page.getByRole('link', { name: 'Apple pie' }).click();
	await expect(page).toHaveURL(`${tasksOf(company)}/${company.task.id}?${query}`);
	await expect(sheet(page)).toBeVisible();
	await expect(page).toHaveTitle(`Apple pie · ${company.organization.name} · Orgdeck`);
	// The list behind it is there, and nobody gets to it.
	await expectTitles(page, ['Apple juice', 'Apple pie']);
	await expect(page.locator('[inert] input[type="search"]')).toHaveCount(1);
	if (hasScript()) await expect(sheet(page).getByRole('heading', { level: 1 })).toBeFocused();

	await page.reload();
	await ready(page);
	await expect(sheet(page)).toContainText('Apple pie');
	await expectTitles(page, ['Apple juice', 'Apple pie']);

	await close(page).click();
	await expect(page).toHaveURL(`${tasksOf(company)}?${query}`);
	await expect(sheet(page)).toHaveCount(0);
	await expect(page.getByRole('searchbox')).toHaveValue('apple');
	if (!hasScript()) return;
	await expect(page.getByRole('link', { name: 'Apple pie' })).toBeFocused();
	await page.keyboard.press('Enter');
	await expect(sheet(page)).toBeVisible();
	await page.keyboard.press('Escape');
	await expect(sheet(page)).toHaveCount(0);
	await expect(page.getByRole('link', { name: 'Apple pie' })).toBeFocused();
	await page.goBack();
	await expect(sheet(page)).toBeVisible();
});

test('a task of a project opens over the project @nojs @long', async ({ pageOf }) => {
	const company = await companyWithTasks();
	const page = await pageOf(company.member, company.organization);
	const path = `/orgs/${company.organization.slug}/projects/${company.project.id}`;
	await open(page, `${path}?sort=title`);
	await page.getByRole('link', { name: 'Apple pie' }).click();
	await expect(page).toHaveURL(`${path}/tasks/${company.task.id}?sort=title`);
	await expect(sheet(page)).toContainText('Apple pie');
	await page.reload();
	await ready(page);
	await expect(sheet(page)).toContainText('Apple pie');
	await edit(page);
	await sheet(page).getByLabel('Title').fill('Apple crumble');
	await sheet(page).getByRole('button', { name: 'Save changes' }).click();
	await expect(sheet(page).getByRole('heading', { name: 'Apple crumble' })).toBeVisible();
	await close(page).click();
	await expect(page).toHaveURL(`${path}?sort=title`);
	await expectTitles(page, ['Apple crumble', 'Banana bread']);
});

test('all fields are edited in the sheet, and its history says who changed what @nojs', async ({
	pageOf
}) => {
	const company = await companyWithTasks();
	const { admin, member, organization, other, project, task } = company;
	const page = await pageOf(admin, organization);
	await open(page, `${tasksOf(company)}/${task.id}`);
	const form = await edit(page);
	if (hasScript()) await expect(form.getByLabel('Title')).toBeFocused();
	await form.getByLabel('Title').fill('Apple tart');
	await form.getByRole('textbox', { name: 'Description' }).fill('Bake it **well** and eat it.');
	await form.getByLabel('Status').selectOption('In progress');
	await form.getByLabel('Priority').selectOption('Urgent');
	await form.getByLabel('Assignee').selectOption(`Robin ${admin.lastName}`);
	await form.getByLabel('Due date').fill('2031-03-04');
	await form.getByLabel('Estimate').fill('1,5');
	await form.getByLabel('Labels').fill('sweet, autumn , sweet');
	await form.getByLabel('Project').selectOption(other.name);
	await form.getByRole('button', { name: 'Save changes' }).click();
	await expect(form.getByRole('heading', { name: 'Apple tart' })).toBeVisible();
	await expect(form.getByRole('button', { name: 'Save changes' })).toHaveCount(0);
	if (hasScript()) await expect(form.getByRole('heading', { name: 'Apple tart' })).toBeFocused();

	const facts = form.locator('dl');
	for (const fact of [
		'In progress',
		'Urgent',
		admin.lastName,
		'4 Mar 2031',
		'1.5 hours',
		'sweet',
		'autumn',
		other.name
	]) {
		await expect(facts).toContainText(fact);
	}
	await expect(form.locator('strong')).toHaveText('well');
	const { data } = await admin.supabase
		.from('tasks')
		.select()
		.eq('id', task.id)
		.single()
		.throwOnError();
	expect(data).toMatchObject({
		...{ title: 'Apple tart', description: 'Bake it **well** and eat it.', status: 'in_progress' },
		...{ priority: 'urgent', assignee_id: admin.id, due_on: '2031-03-04', estimate: 1.5 },
		...{ labels: ['sweet', 'autumn'], project_id: other.id }
	});

	const history = form.getByRole('region', { name: 'History' });
	const newest = history.getByRole('listitem').first();
	await expect(newest).toContainText(`Robin ${admin.lastName}`);
	for (const change of [
		/Title: Apple pie\s*→\s*became Apple tart/,
		/Description: changed/,
		/Status: To do\s*→\s*became In progress/,
		new RegExp(`Assignee: Robin ${member.lastName}\\s*→\\s*became Robin ${admin.lastName}`),
		/Due date: None\s*→\s*became 4 Mar 2031/,
		/Labels: Nothing\s*→\s*became sweet, autumn/,
		new RegExp(`Project: ${project.name}\\s*→\\s*became ${other.name}`)
	]) {
		await expect(newest).toContainText(change);
	}
	await expect(history).toContainText('created it');
});

test('a description is shown as paragraphs, bold, code, lists and links, and nothing else @nojs @long', async ({
	pageOf
}) => {
	const company = await companyWithTasks();
	const page = await pageOf(company.member, company.organization);
	await open(page, `${tasksOf(company)}/${company.task.id}?edit=task`);
	const asked: string[] = [];
	page.on('request', (request) => asked.push(request.url()));
	await sheet(page)
		.getByRole('textbox', { name: 'Description' })
		.fill(
			[
				'First **bold** and `code`.',
				'- one\n- two',
				'1. here',
				'[A link](https://example.test/a?b=1) and [none](javascript:alert(1))',
				'<b id="raw">raw</b> <script>window.hacked = true</script>',
				'![picture](https://evil.test/pixel.png)'
			].join('\n\n')
		);
	await sheet(page).getByRole('button', { name: 'Save changes' }).click();
	const text = sheet(page).getByRole('region', { name: 'Description' });
	await expect(text.locator('strong')).toHaveText('bold');
	await expect(text.locator('code')).toHaveText('code');
	await expect(text.locator('ul > li')).toHaveText(['one', 'two']);
	await expect(text.locator('ol > li')).toHaveText(['here']);
	const link = text.getByRole('link', { name: 'A link' });
	await expect(link).toHaveAttribute('href', 'https://example.test/a?b=1');
	await expect(link).toHaveAttribute('rel', /noopener/);
	await expect(text.locator('a[href^="javascript"]')).toHaveCount(0);
	await expect(text.locator('#raw, script, img')).toHaveCount(0);
	await expect(text).toContainText('<b id="raw">raw</b>');
	expect(asked.filter((url) => url.includes('evil.test'))).toEqual([]);
});

test('what cannot be saved is said beside its field, and nothing typed is lost @nojs', async ({
	pageOf
}) => {
	const company = await companyWithTasks();
	const page = await pageOf(company.member, company.organization);
	await open(page, `${tasksOf(company)}/${company.task.id}?edit=task`);
	const form = sheet(page);
	await form.getByRole('textbox', { name: 'Description' }).fill('Long thoughts');
	await form.getByLabel('Estimate').fill('a while');
	await form.getByLabel('Labels').fill('x'.repeat(41));
	await form.getByRole('button', { name: 'Save changes' }).click();
	await expect(form.getByText('Use a number of hours, like 1.5.').first()).toBeVisible();
	await expect(form.getByRole('textbox', { name: 'Description' })).toHaveValue('Long thoughts');
	await expect(form.getByLabel('Estimate')).toHaveValue('a while');
	await expect(form.getByText('Use at most 10 labels of up to 40 characters.')).toBeVisible();
	await form.getByLabel('Estimate').fill('2');
	await form.getByLabel('Labels').fill('x');
	await form.getByRole('button', { name: 'Save changes' }).click();
	await expect(form.getByRole('region', { name: 'Description' })).toContainText('Long thoughts');
});

test('whoever leaves what they typed is asked first, and what was only looked at closes at once', async ({
	pageOf
}) => {
	const company = await companyWithTasks();
	const page = await pageOf(company.member, company.organization);
	await open(page, tasksOf(company));
	await page.getByRole('link', { name: 'Apple pie' }).click();
	await edit(page);
	const description = sheet(page).getByRole('textbox', { name: 'Description' });
	await description.fill('Half a thought');
	let mayLeave = false;
	const asked: string[] = [];
	page.on('dialog', (dialog) => {
		asked.push(dialog.message());
		return mayLeave ? dialog.accept() : dialog.dismiss();
	});
	const ways = [
		() => page.keyboard.press('Escape'),
		() => page.mouse.click(20, 400),
		() => close(page).click(),
		() => sheet(page).getByRole('link', { name: 'Cancel' }).click(),
		() => page.evaluate(() => history.back())
	];
	for (const [before, leave] of ways.entries()) {
		await leave();
		await expect.poll(() => asked.length).toBe(before + 1);
		await expect(description).toHaveValue('Half a thought');
	}
	mayLeave = true;
	await sheet(page).getByRole('link', { name: 'Cancel' }).click();
	await expect(sheet(page).getByRole('link', { name: 'Edit' })).toBeVisible();
	expect(new Set(asked)).toEqual(new Set(['Leave without saving what you typed?']));
	expect(asked).toHaveLength(ways.length + 1);

	await page.mouse.click(20, 400);
	await expect(sheet(page)).toHaveCount(0);
	expect(asked).toHaveLength(ways.length + 1);
});

test('what is saved leaves no question behind @long', async ({ pageOf }) => {
	const company = await companyWithTasks();
	const page = await pageOf(company.admin, company.organization);
	await open(page, `/orgs/${company.organization.slug}/projects/new`);
	page.on('dialog', (dialog) => {
		throw new Error(`asked ${dialog.message()}`);
	});
	await page.getByLabel('Name').fill('Kitchen');
	await page.getByRole('button', { name: 'Create project' }).click();
	await expect(page.getByRole('heading', { name: 'Kitchen' })).toBeVisible();
});

test('of two who write into one sheet, different fields go together and the same one is chosen @nojs', async ({
	pageOf
}) => {
	const company = await companyWithTasks();
	const { admin, member, organization, task } = company;
	const path = `${tasksOf(company)}/${task.id}?edit=task`;
	const [adas, maxs] = [await pageOf(admin, organization), await pageOf(member, organization)];
	await open(adas, path);
	await open(maxs, path);
	await sheet(adas).getByRole('textbox', { name: 'Description' }).fill('By the admin');
	await sheet(adas).getByLabel('Priority').selectOption('High');
	await sheet(adas).getByLabel('Labels').fill('admin');
	await sheet(adas).getByRole('button', { name: 'Save changes' }).click();
	await expect(sheet(adas).getByRole('region', { name: 'Description' })).toBeVisible();

	await sheet(maxs).getByRole('textbox', { name: 'Description' }).fill('By the member');
	await sheet(maxs).getByLabel('Title').fill('By both');
	await sheet(maxs).getByLabel('Labels').fill('member');
	await sheet(maxs).getByRole('button', { name: 'Save changes' }).click();
	const both = bothVersions(maxs);
	await expect(both.getByRole('group')).toHaveCount(2);
	await both.getByRole('radio', { name: 'Theirs admin' }).check();
	await expect(both.getByRole('radio', { name: 'Yours By the member' })).toBeChecked();
	await both.getByRole('button', { name: 'Save this' }).click();
	await expect(both).toHaveCount(0);
	const { data } = await admin.supabase
		.from('tasks')
		.select()
		.eq('id', task.id)
		.single()
		.throwOnError();
	expect(data).toMatchObject({
		...{ title: 'By both', description: 'By the member', labels: ['admin'], priority: 'high' }
	});
});

test('a change in the sheet is taken back from the list behind it @long', async ({ pageOf }) => {
	const company = await companyWithTasks();
	const { admin, organization, task } = company;
	const page = await pageOf(admin, organization);
	await open(page, tasksOf(company));
	await page.getByRole('link', { name: 'Apple pie' }).click();
	await edit(page);
	await sheet(page).getByLabel('Title').fill('Apple cake');
	await sheet(page).getByLabel('Labels').fill('new');
	await sheet(page).getByRole('button', { name: 'Save changes' }).click();
	await expect(sheet(page).getByRole('heading', { name: 'Apple cake' })).toBeVisible();
	await page.keyboard.press('Escape');
	await expect(page.getByRole('link', { name: 'Apple cake' })).toBeFocused();
	await page.getByRole('button', { name: 'Undo' }).click();
	await expect(page.getByRole('link', { name: 'Apple pie' })).toBeVisible();
	const { data } = await admin.supabase
		.from('tasks')
		.select()
		.eq('id', task.id)
		.single()
		.throwOnError();
	expect(data).toMatchObject({ title: 'Apple pie', labels: [] });
});

test('a row that was changed beside the sheet is told from its list @nojs @long', async ({
	pageOf
}) => {
	const company = await companyWithTasks();
	const page = await pageOf(company.admin, company.organization);
	await open(page, tasksOf(company));
	await search(page, 'pie');
	await choose(page, 'Status', 'Apple pie', 'Blocked');
	await page.getByRole('link', { name: 'Apple pie' }).click();
	await expect(sheet(page).locator('dl')).toContainText('Blocked');
	await expect(sheet(page).getByRole('region', { name: 'History' })).toContainText('Blocked');
});

test('a task that is not there says so, and leads on @nojs @long', async ({ pageOf }) => {
	const company = await companyWithTasks();
	const page = await pageOf(company.admin, company.organization);
	const answer = await page.goto(`${tasksOf(company)}/${company.project.id}`);
	expect(answer?.status()).toBe(404);
	await expect(page.getByRole('heading', { name: 'No such task' })).toBeVisible();
	await page.getByRole('link', { name: 'Go to the overview' }).click();
	await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible();
});
