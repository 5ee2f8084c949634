import { newCompany, newProject } from '../policies/company.ts';
import { expect, open, test } from './test.ts';

test('a page that takes its time shows the shape of what is on its way', async ({
	pageOf,
	data
}) => {
	const { organization, admin } = await newCompany();
	await newProject(admin);
	const page = await pageOf(admin, organization);
	await open(page, `/orgs/${organization.slug}`);
	const shape = page.locator('[data-part="row"]');

	const answers = data.hold('/rest/v1/');
	await page.getByRole('link', { name: 'Projects' }).click();
	await expect(shape.first()).toBeVisible();
	// What is only a shape is not there for who does not see it.
	await expect(page.getByRole('heading', { name: 'Projects' })).toHaveCount(0);
	await answers.release();
	await expect(page.getByRole('heading', { name: 'Projects' })).toBeVisible();
	await expect(shape).toHaveCount(0);
});
