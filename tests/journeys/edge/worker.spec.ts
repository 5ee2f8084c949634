import { strFromU8, unzipSync } from 'fflate';
import { join, newOrganization, newPerson, unique } from '../../fixtures.ts';
import { newProject, newSpeaker } from '../../policies/company.ts';
import { startWorker } from '../../worker.ts';
import { choose, expect, goTo, ready, signIn, switchTo, test as base, unfold } from '../test.ts';
import type { App } from '../../app.ts';

const test = base.extend<object, { worker: App }>({
	worker: [
		// eslint-disable-next-line no-empty-pattern
		async ({}, use) => {
			const worker = await startWorker();
			await use(worker);
			await worker.stop();
		},
		{ scope: 'worker', timeout: 60_000 }
	],
	baseURL: ({ worker }, use) => use(worker.url)
});

test('in workerd a person signs in, switches, creates a task, finishes it and signs out', async ({
	page
}) => {
	const person = await newPerson();
	const [first, second] = await Promise.all([newOrganization(), newOrganization()]);
	const [admin] = await Promise.all([
		newSpeaker(second, 'admin'),
		join(person, first),
		join(person, second)
	]);
	const project = await newProject(admin);

	await page.goto('/sign-in?returnTo=/orgs');
	await page.getByLabel('Email').fill(person.email);
	await page.getByRole('button', { name: 'Continue' }).click();
	await page.getByRole('button', { name: first.name }).click();
	await page.getByRole('link', { name: first.name }).click();
	await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible();
	await ready(page);

	await goTo(page, 'Tasks');
	await switchTo(page, second);
	await expect(page).toHaveURL(`/orgs/${second.slug}/tasks`);
	await expect(page).toHaveTitle(`Tasks · ${second.name} · Orgdeck`);

	const title = `Check the edge ${unique()}`;
	await unfold(page, 'New task');
	await page.getByLabel('Title').fill(title);
	await page.getByRole('combobox', { name: 'Project' }).last().selectOption(project.name);
	await page.getByRole('button', { name: 'Create task' }).click();
	await expect(page.getByRole('row', { name: title })).toBeVisible();
	await choose(page, 'Status', title, 'Done');
	const { data: task } = await admin.supabase
		.from('tasks')
		.select('title, status, created_by')
		.single()
		.throwOnError();
	expect(task).toEqual({ title, status: 'done', created_by: person.id });

	await unfold(page, 'your menu');
	await page.getByRole('button', { name: 'Sign out' }).click();
	await expect(page.getByRole('link', { name: 'Create an account' })).toBeVisible();
	await page.goto(`/orgs/${second.slug}/tasks`);
	await expect(page.getByLabel('Email')).toBeVisible();
});

test('in workerd an admin takes everything along, and deletes their account', async ({ page }) => {
	const organization = await newOrganization();
	const admin = await newSpeaker(organization, 'admin');
	await join(await newPerson(), organization, 'admin');
	const project = await newProject(admin);
	await signIn(page, admin, organization);
	const answer = await page.request.get(`/orgs/${organization.slug}/export/archive`);
	const files = unzipSync(new Uint8Array(await answer.body()));
	const manifest: unknown = JSON.parse(strFromU8(files['manifest.json']!));
	expect(manifest).toMatchObject({ complete: true, by: { id: admin.id } });
	expect(strFromU8(files['projects.jsonl']!)).toContain(project.name);

	await page.goto('/account');
	await ready(page);
	await unfold(page, 'Delete account');
	await page.getByLabel(`Type ${admin.email} to confirm it`).fill(admin.email);
	await page.getByRole('button', { name: 'Delete my account' }).click();
	await expect(page.getByRole('heading', { name: 'Your account is deleted' })).toBeVisible();
});

test('in workerd times are written for whoever reads them', async ({ browser }) => {
	const organization = await newOrganization();
	const admin = await newSpeaker(organization, 'admin');
	const project = await newProject(admin, { due_on: '2028-02-29' });
	const context = await browser.newContext({ locale: 'de-DE', javaScriptEnabled: false });
	const page = await context.newPage();
	await signIn(page, admin, organization);
	const path = `/orgs/${organization.slug}/projects/${project.id}`;
	await page.goto(path);
	await expect(page.getByText('29. Feb. 2028')).toBeVisible();

	for (const zone of ['Asia/Kathmandu', 'Pacific/Kiritimati', 'Etc/GMT+12']) {
		const value = encodeURIComponent(zone);
		await context.addCookies([{ name: 'orgdeck-zone', value, url: page.url() }]);
		await page.goto(`${path}/edit`);
		const format = { hour: '2-digit', minute: '2-digit', timeZone: zone } as const;
		const clock = new Date(project.updated_at).toLocaleTimeString('de-DE', format);
		await expect(page.locator('main time')).toHaveAttribute('title', new RegExp(clock));
	}
	await context.close();
});
