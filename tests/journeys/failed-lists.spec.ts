import { newCompany, newProject, newTask } from '../policies/company.ts';
import { expect, hasScript, open, test } from './test.ts';

/** As PostgREST says that Postgres gave up after its statement_timeout. */
const tooSlow = {
	status: 500,
	body: { code: '57014', message: 'canceling statement due to statement timeout' }
};
const lists = {
	tasks: { rows: /GET .*\/rest\/v1\/tasks\?/, filter: 'status=todo' },
	projects: { rows: /GET .*\/rest\/v1\/projects\?/, filter: 'status=active' },
	members: { rows: /GET .*\/rest\/v1\/memberships\?/, filter: 'role=admin' }
};

for (const [list, { rows, filter }] of Object.entries(lists)) {
	test(`a list of ${list} that the database will not read says so in its place @nojs`, async ({
		pageOf,
		data
	}) => {
		const { organization, admin } = await newCompany();
		const project = await newProject(admin);
		await newTask(admin, project, { title: 'Still here' });
		const page = await pageOf(admin, organization);
		const path = `/orgs/${organization.slug}/${list}`;
		const failed = page.getByText(`The ${list} could not be read`, { exact: true });

		data.fail(rows, tooSlow);
		await open(page, `${path}?${filter}`);
		await expect(failed).toBeVisible();
		// What stands around the list is there.
		await expect(page.getByRole('heading', { level: 1 })).toHaveText(/tasks|projects|members/i);
		await expect(page.getByRole('group', { name: 'Filters' })).toBeVisible();
		await expect(page.locator('code')).toHaveText(/^[0-9a-f-]{36}$/);
		await expect(page.getByText(/^No .+ (yet|matches)|The filters leave/)).toHaveCount(0);

		data.restore();
		await page.getByRole('link', { name: 'Try again' }).click();
		await expect(page.locator('tbody tr').first()).toBeVisible();
		expect(new URL(page.url()).search).toBe(`?${filter}`);
		// Nobody who uses the keyboard is left without a place.
		if (hasScript()) await expect(page.getByRole('heading', { level: 1 })).toBeFocused();

		data.fail(rows, tooSlow);
		await open(page, `${path}?${filter}`);
		await expect(failed).toBeVisible();
		data.restore();
		await page.getByRole('link', { name: 'Clear filters' }).last().click();
		await expect(page.locator('tbody tr').first()).toBeVisible();
		expect(new URL(page.url()).search).toBe('');
	});
}

test('a list that nothing narrows offers no filters to clear when it fails @long', async ({
	pageOf,
	data
}) => {
	const { organization, admin } = await newCompany();
	const page = await pageOf(admin, organization);
	data.fail(lists.tasks.rows, tooSlow);
	await open(page, `/orgs/${organization.slug}/tasks`);
	await expect(page.getByRole('link', { name: 'Try again' })).toBeVisible();
	await expect(page.getByRole('link', { name: 'Clear filters' })).toHaveCount(0);
});

test('a service that is away is the page’s trouble, not the list’s @nojs', async ({
	pageOf,
	data
}) => {
	const { organization, admin } = await newCompany();
	const page = await pageOf(admin, organization);
	data.fail(lists.tasks.rows, { status: 503, body: { code: 'PGRST002' } });
	const answer = await page.goto(`/orgs/${organization.slug}/tasks`);
	expect(answer?.status()).toBe(503);
	await expect(page.getByRole('heading', { name: 'We cannot reach a service' })).toBeVisible();
	await expect(page.getByText('could not be read')).toHaveCount(0);
});
