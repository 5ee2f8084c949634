import { newCompany, newProject } from '../policies/company.ts';
import { expect, open, test, unfold } from './test.ts';

test('a page that takes its time says that it is on its way', async ({ pageOf, data }) => {
	const { organization, admin } = await newCompany();
	const { name } = await newProject(admin);
	const page = await pageOf(admin, organization);
	await open(page, `/orgs/${organization.slug}`);

	const answers = data.hold('/rest/v1/');
	await page.getByRole('link', { name: 'Projects' }).click();
	await answers.waiting();
	await expect(page.getByRole('main')).toHaveAttribute('aria-busy', 'true');
	await answers.release();
	await expect(page.getByRole('link', { name })).toBeVisible();
	await expect(page.getByRole('main')).not.toHaveAttribute('aria-busy');
});

test('a form is sent once, however often its button is pressed', async ({ pageOf, data }) => {
	const { organization, admin } = await newCompany();
	const project = await newProject(admin);
	const page = await pageOf(admin, organization);
	await open(page, `/orgs/${organization.slug}/tasks`);
	await unfold(page, 'New task');
	await page.getByLabel('Title').fill('Only once');
	await page.getByRole('combobox', { name: 'Project' }).selectOption(project.name);

	const answers = data.hold('POST /rest/v1/tasks');
	const create = page.getByRole('button', { name: 'Create task' });
	await create.click();
	await answers.waiting();
	// It cannot be clicked while it says that it is busy, and the keyboard does not get through.
	await expect(create).toBeDisabled();
	await page.getByLabel('Title').press('Enter');
	await create.dispatchEvent('click');
	await answers.release();
	await expect(page.getByRole('row', { name: 'Only once' })).toHaveCount(1);
	await expect(create).toBeEnabled();

	const { data: tasks } = await admin.supabase.from('tasks').select('title').throwOnError();
	expect(tasks).toHaveLength(1);
});
