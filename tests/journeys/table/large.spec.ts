import { newCompany, newProject } from '../../policies/company.ts';
import { sow } from '../../policies/database.ts';
import { expect, open, openFilter, rowsOf, search, test } from '../test.ts';

/** More than the 20,000 up to which a list offers every order. */
const many = 20_010;

test('a list of more than 20,000 offers what is quick, says so, and leads through all of it @long', async ({
	pageOf
}) => {
	const { organization, admin } = await newCompany();
	const project = await newProject(admin);
	await sow(
		`insert into public.tasks (org_id, created_by, project_id, visibility, title, status, priority, created_at)
		select $1, $2, $3::uuid, $5, case when n % 2 = 0 then 'Even ' else 'Odd ' end || n,
			case when n % 10 = 0 then 'blocked' else 'todo' end, 'high', timestamptz '2026-01-01' + n * interval '1 second'
		from generate_series(1, $4::integer) n`,
		[organization.id, admin.id, project.id, many, project.visibility]
	);
	const page = await pageOf(admin, organization);
	const total = page.getByRole('status').filter({ hasText: 'tasks' });
	const tasks = `/orgs/${organization.slug}/tasks`;
	const hint = page.getByText('With more than 20,000 tasks, only some orders and filters');

	await open(page, tasks);
	await expect(total).toHaveText(/^20,000\+\s+tasks/);
	await expect(hint).toBeVisible();
	await expect(rowsOf(page).first()).toContainText(`Even ${many}`);
	// What has no index is not there to be clicked.
	await expect(page.getByRole('link', { name: /^Due/ })).toBeVisible();
	const heads = page.getByRole('columnheader');
	await expect(heads.filter({ hasText: 'Task' })).toHaveCount(1);
	await expect(heads.filter({ hasText: 'Task' }).getByRole('link')).toHaveCount(0);
	await expect(page.locator('summary').filter({ hasText: 'Status' })).toHaveCount(1);
	await expect(page.locator('summary').filter({ hasText: 'Priority' })).toHaveCount(0);

	// An address from a time when there were fewer gets an order that is offered.
	await open(page, `${tasks}?sort=title`);
	await expect(page.getByText('This order is not offered here')).toBeVisible();
	await expect(rowsOf(page).first()).toContainText(`Even ${many}`);
	await page.getByRole('link', { name: 'Next' }).click();
	await expect(rowsOf(page).first()).not.toContainText(`Even ${many}`);
	await page.getByRole('link', { name: 'Previous' }).click();
	await expect(rowsOf(page).first()).toContainText(`Even ${many}`);

	await open(page, tasks);
	const form = await openFilter(page, 'Status');
	await form.getByLabel('Blocked').check();
	await expect(total).toHaveText('2,001 tasks');
	await search(page, `${many}`);
	await expect(rowsOf(page)).toHaveCount(1);
	await expect(page.getByText('The search looks through the newest 1,000 matches.')).toBeVisible();
	await open(page, `${tasks}?q=even`);
	await expect(total).toHaveText(/^1,000\+\s+tasks/);
	await expect(rowsOf(page).first()).toContainText(`Even ${many}`);
	await open(page, `${tasks}?status=todo`);
	await expect(total).toHaveText(/^10,000\+\s+tasks/);
});
