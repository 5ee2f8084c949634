import { gzipSync } from 'node:zlib';
import { pageWeights } from '../../bench/page-weights.ts';
import { newCompany, newProject, newTask } from '../policies/company.ts';
import { expect, signIn, test } from './test.ts';

for (const [path, limit] of Object.entries(pageWeights)) {
	test(`the first load of /${path} needs at most ${limit} kB of JavaScript`, async ({ page }) => {
		const { organization, admin } = await newCompany();
		const project = await newProject(admin);
		await newTask(admin, project, { status: 'done' });
		const budget = { project_id: project.id, amount: 10, spent: 3 };
		await admin.supabase.from('project_budgets').insert(budget).throwOnError();
		await signIn(page, admin, organization);

		const sizes: Promise<number>[] = [];
		page.on('response', (response) => {
			if (response.request().resourceType() !== 'script') return;
			sizes.push(response.body().then((body) => gzipSync(body).length));
		});
		await page.goto(`/orgs/${organization.slug}/${path}`, { waitUntil: 'networkidle' });
		const total = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0) / 1000;

		test.info().annotations.push({ type: 'weight', description: `/${path}: ${total} kB` });
		expect(sizes.length).toBeGreaterThan(1);
		expect(total).toBeLessThanOrEqual(limit);
	});
}
