import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { newCompany, newProject } from '../policies/company.ts';
import { rowsOf } from '../policies/database.ts';
import { expect, open, test } from './test.ts';

interface View {
	/** As its folder is called. */
	route: string;
	path: string;
	/** What it is called in the browser's tab, before the organization. */
	title: string;
	/** Its heading, where that is another one. */
	heading?: string;
}

const inOrganization = '/(signed-in)/orgs/[org=slug]';

/** All pages of the organization, as this role meets them. */
async function viewsOf(role: 'admin' | 'member') {
	const company = await newCompany();
	const project = await newProject(company.admin);
	const [event] = await rowsOf('audit_events', { resource_id: project.id });
	const isAdmin = role === 'admin';
	const here = `/orgs/${company.organization.slug}`;
	const views: View[] = [
		{ route: '', path: '', title: 'Overview' },
		{ route: '/projects', path: '/projects', title: 'Projects' },
		{
			route: '/projects/new',
			path: '/projects/new',
			title: isAdmin ? 'New project' : 'Only admins can open this page'
		},
		{
			route: '/projects/[project=uuid]/(tasks)',
			path: `/projects/${project.id}`,
			title: project.name
		},
		{
			route: '/projects/[project=uuid]/edit',
			path: `/projects/${project.id}/edit`,
			...(isAdmin
				? { title: `Edit ${project.name}`, heading: 'Edit project' }
				: { title: 'This is not for you to see' })
		},
		{ route: '/tasks', path: '/tasks', title: 'Tasks' },
		{ route: '/members/(people)', path: '/members', title: 'Members' },
		{
			route: '/(admin)/export',
			path: '/export',
			title: isAdmin ? 'Export' : 'Only admins can open this page'
		},
		{
			route: '/(admin)/audit',
			path: '/audit',
			title: isAdmin ? 'Audit log' : 'Only admins can open this page'
		},
		{
			route: '/(admin)/audit/[event=uuid]',
			path: `/audit/${String(event?.id)}`,
			title: isAdmin ? 'Created project' : 'Only admins can open this page'
		},
		{
			route: '/(admin)/audit/export',
			path: '/audit/export',
			title: isAdmin ? 'Export the audit log' : 'Only admins can open this page'
		},
		{
			route: '/(admin)/audit/retention',
			path: '/audit/retention',
			title: isAdmin ? 'How long the audit log is kept' : 'Only admins can open this page'
		},
		{
			route: '/(admin)/settings',
			path: '/settings',
			title: isAdmin ? 'Settings' : 'Only admins can open this page'
		},
		{
			route: '/(admin)/settings/delete',
			path: '/settings/delete',
			title: isAdmin ? 'Delete organization' : 'Only admins can open this page'
		},
		{
			route: '/(admin)/sign-in',
			path: '/sign-in',
			title: isAdmin ? 'Sign-in' : 'Only admins can open this page'
		},
		{
			route: '/members/(admin)/invitations',
			path: '/members/invitations',
			title: isAdmin ? 'Invitations' : 'Only admins can open this page'
		}
	];
	return { ...company, views: views.map((view) => ({ ...view, path: here + view.path })) };
}

/** Goes to a page as by a link on the one that is open. */
async function follow(page: Page, path: string): Promise<void> {
	await page.evaluate((href) => {
		const link = document.body.appendChild(document.createElement('a'));
		link.href = href;
		link.click();
		link.remove();
	}, path);
}

for (const role of ['admin', 'member'] as const) {
	test(`each page says what it is, where it begins, and takes the focus, for ${
		role === 'admin' ? 'an admin' : 'a member @long'
	}`, async ({ pageOf }) => {
		const { organization, views, ...people } = await viewsOf(role);
		const page = await pageOf(people[role], organization);

		for (const { path, title, heading = title } of views) {
			await test.step(`opened: ${path}`, async () => {
				await open(page, path);
				await expect(page).toHaveTitle(`${title} · ${organization.name} · Orgdeck`);
				await expect(page.locator('h1')).toHaveText([heading]);
				await expect(page.locator('main')).toHaveCount(1);
				await expect(page.locator('main h1')).toHaveCount(1);

				await page.keyboard.press('Tab');
				await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused();
				await page.keyboard.press('Enter');
				await expect(page.getByRole('main')).toBeFocused();
			});
		}
		for (const { path, title, heading = title } of views) {
			await test.step(`by a link: ${path}`, async () => {
				await follow(page, path);
				await expect(page.getByRole('heading', { name: heading, level: 1 })).toBeFocused();
				await expect(page).toHaveTitle(`${title} · ${organization.name} · Orgdeck`);
				await expect(page.locator('h1')).toHaveCount(1);
			});
		}
	});
}

test('pages around the organization have titles and take the focus, too', async ({ pageOf }) => {
	const { organization, member } = await newCompany();
	const page = await pageOf(member, organization);
	await open(page, `/orgs/${organization.slug}`);
	const pages = [
		{ path: '/orgs', title: 'Organizations · Orgdeck' },
		{ path: '/account', title: 'Your account · Orgdeck' },
		{ path: '/', title: 'Orgdeck' },
		{ path: '/orgs/no-such-organization', title: 'No organization here · Orgdeck' }
	];
	for (const { path, title } of pages) {
		await follow(page, path);
		await expect(page).toHaveTitle(title);
		await expect(page.locator('main h1')).toBeFocused();
		await expect(page.locator('main')).toHaveCount(1);
	}
});

test('no page of the organization is left out above', async () => {
	const folder = fileURLToPath(new URL(`../../src/routes${inOrganization}`, import.meta.url));
	const routes = readdirSync(folder, { recursive: true, encoding: 'utf8' })
		.map((file) => `/${file.replaceAll('\\', '/')}`)
		// A task or a person opens over a page, which is then inert: tests/journeys/table/sheet.spec.ts.
		.filter((file) => file.endsWith('/+page.svelte') && !/\[(task|member)=/.test(file))
		.map((file) => file.slice(0, -'/+page.svelte'.length));
	const { views } = await viewsOf('admin');
	expect(views.map(({ route }) => route).sort()).toEqual(routes.sort());
});
