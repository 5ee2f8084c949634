import { join, newOrganization, newPerson, unique } from '../fixtures.ts';
import { expect, open, test } from './test.ts';

test('an unknown, a mistyped and a foreign organization are the same friendly 404 @nojs', async ({
	pageOf
}) => {
	const person = await newPerson();
	const [own, foreign] = await Promise.all([newOrganization(), newOrganization()]);
	await join(person, own, 'admin');
	const page = await pageOf(person, own);
	await open(page, `/orgs/${own.slug}`);

	const said = new Set<string>();
	for (const slug of [unique(), `${own.slug}x`, foreign.slug]) {
		for (const path of ['', '/tasks', '/projects/new']) {
			const answer = await page.goto(`/orgs/${slug}${path}`);
			expect(answer?.status(), slug + path).toBe(404);
			await expect(page).toHaveTitle('No organization here · Orgdeck');
			await expect(page.getByRole('heading', { level: 1 })).toHaveText('No organization here');
			said.add(await page.getByRole('main').innerText());
		}
	}
	expect([...said]).toHaveLength(1);

	await page.getByRole('link', { name: 'Your organizations' }).click();
	await page.getByRole('link', { name: own.name }).click();
	await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible();
});

test('a page that is not there says so inside the organization, with a way on', async ({
	pageOf
}) => {
	const person = await newPerson();
	const organization = await newOrganization();
	await join(person, organization, 'admin');
	const page = await pageOf(person, organization);
	const project = `/orgs/${organization.slug}/projects/00000000-0000-4000-8000-000000000000`;
	expect((await page.goto(project))?.status()).toBe(404);
	await expect(page.getByText('No such project in this organization.')).toBeVisible();
	await page.getByRole('link', { name: 'Go to the overview' }).click();
	await expect(page).toHaveURL(`/orgs/${organization.slug}`);

	for (const path of [`/orgs/${organization.slug.toUpperCase()}`, '/no-such-page', `${project}x`]) {
		expect((await page.goto(path))?.status(), path).toBe(404);
		await expect(page).toHaveTitle('There is nothing here · Orgdeck');
		await expect(page.getByText('There is no page at this address.')).toBeVisible();
	}
	await page.getByRole('link', { name: 'Your organizations' }).click();
	await expect(page.getByRole('link', { name: organization.name })).toBeVisible();
});
