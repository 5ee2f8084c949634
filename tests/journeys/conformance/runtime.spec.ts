import { strFromU8, unzipSync } from 'fflate';
import { join, newOrganization, newPerson } from '../../fixtures.ts';
import { newProject, newSpeaker } from '../../policies/company.ts';
import { expect, ready, signIn, test, unfold } from '../test.ts';

test('an admin takes everything along, and deletes their account', async ({ page }) => {
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

test('times are written for whoever reads them', async ({ browser }) => {
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
