import { join, newOrganization, newPerson, unique } from '../fixtures.ts';
import { choose, expect, goTo, ready, switchTo, test, unfold } from './test.ts';

test('a person signs in, switches, creates a project and a task, finishes it and signs out @nojs @everywhere', async ({
	page
}) => {
	const person = await newPerson({ firstName: 'Wanda' });
	const [first, second] = await Promise.all([newOrganization(), newOrganization()]);
	await Promise.all([join(person, first, 'admin'), join(person, second, 'admin')]);

	await test.step('sign in on the pages', async () => {
		await page.goto('/');
		await page.getByRole('link', { name: 'Sign in', exact: true }).click();
		await page.getByLabel('Email').fill(person.email);
		await page.getByRole('button', { name: 'Continue' }).click();
		await page.getByRole('button', { name: first.name }).click();
		await page.getByRole('link', { name: first.name }).click();
		await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible();
		await expect(page).toHaveTitle(`Overview · ${first.name} · Orgdeck`);
		await ready(page);
	});

	await test.step('switch in the section', async () => {
		await goTo(page, 'Projects');
		await switchTo(page, second);
		await expect(page).toHaveURL(`/orgs/${second.slug}/projects`);
		await expect(page).toHaveTitle(`Projects · ${second.name} · Orgdeck`);
		await expect(page.getByText('No projects yet')).toBeVisible();
	});

	const project = `Relaunch ${unique()}`;
	await test.step('create a project', async () => {
		await page.getByRole('link', { name: 'New project' }).click();
		await page.getByLabel('Name').fill(project);
		await page.getByLabel('Lead').selectOption(`Wanda ${person.lastName}`);
		await page.getByRole('button', { name: 'Create project' }).click();
		await expect(page.getByRole('heading', { name: project, level: 1 })).toBeVisible();
		await expect(page.getByRole('region', { name: 'People' })).toContainText(person.lastName);
	});

	const task = `Write the text ${unique()}`;
	await test.step('create a task', async () => {
		await goTo(page, 'Tasks');
		await unfold(page, 'New task');
		await page.getByLabel('Title').fill(task);
		await page.getByRole('combobox', { name: 'Project' }).selectOption(project);
		await page.getByRole('button', { name: 'Create task' }).click();
		await expect(page.getByRole('row', { name: task })).toContainText(project);
	});

	await test.step('give it to somebody and finish it, in its row', async () => {
		const status = page.getByLabel(`Status of ${task}`);
		const assignee = page.getByLabel(`Assignee of ${task}`);
		await choose(page, 'Assignee', task, `Wanda ${person.lastName}`);
		await choose(page, 'Status', task, 'In progress');
		await expect(status).toHaveValue('in_progress');
		await goTo(page, 'Overview');
		await expect(page.getByRole('link', { name: 'Open tasks' })).toContainText('1');
		await goTo(page, 'Tasks');
		await expect(assignee).toHaveValue(person.id);
		await choose(page, 'Status', task, 'Done');
		await goTo(page, 'Overview');
		await expect(page.getByRole('link', { name: 'Open tasks' })).toContainText('0');
		await expect(page.getByRole('link', { name: 'Done in 26 weeks' })).toContainText('1');
	});

	await test.step('sign out', async () => {
		await unfold(page, 'your menu');
		await page.getByRole('button', { name: 'Sign out' }).click();
		await expect(page.getByRole('link', { name: 'Create an account' })).toBeVisible();
		await page.goto(`/orgs/${second.slug}/projects`);
		await expect(page.getByLabel('Email')).toBeVisible();
	});
});
