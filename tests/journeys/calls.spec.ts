import type { Page } from '@playwright/test';
import { newCompany, newProject, newTask } from '../policies/company.ts';
import type { Company } from '../policies/company.ts';
import type { Call, Proxy } from '../proxy.ts';
import { expect, goTo, open, test } from './test.ts';

const most = 4;

/** What a view of a page asks the Data API, which has to ask it all before the first answer. */
async function callsOf(data: Proxy, view: () => Promise<unknown>): Promise<Call[]> {
	data.clear();
	await view();
	const calls = data.calls.slice();
	data.clear();

	const hold = data.hold('/rest/v1/');
	const again = view();
	await hold.waiting(calls.length);
	await hold.release();
	await again;
	return calls;
}

async function bigEnough(): Promise<Company & { project: string }> {
	const company = await newCompany();
	const project = await newProject(company.admin);
	await newTask(company.admin, project);
	return { ...company, project: project.id };
}

const request = (page: Page, path: string) => async () => {
	expect((await page.request.get(path)).status(), path).toBe(200);
};

for (const role of ['admin', 'member'] as const) {
	test(`each page asks the Data API at most four things, all at once, for ${
		role === 'admin' ? 'an admin' : 'a member'
	}`, async ({ pageOf, data }) => {
		const { organization, project, ...people } = await bigEnough();
		const page = await pageOf(people[role], organization);
		const organizationPath = `/orgs/${organization.slug}`;
		const paths = [
			'/orgs',
			'/account',
			organizationPath,
			`${organizationPath}/projects`,
			`${organizationPath}/projects?q=a&status=active`,
			`${organizationPath}/projects/${project}`,
			`${organizationPath}/tasks`,
			`${organizationPath}/tasks?q=ta&status=todo&status=blocked&assignee=none&sort=title&size=25`,
			`${organizationPath}/members`,
			...(role === 'admin'
				? [
						`${organizationPath}/members/invitations`,
						`${organizationPath}/export`,
						`${organizationPath}/settings`,
						`${organizationPath}/settings/delete`,
						`${organizationPath}/projects/new`,
						`${organizationPath}/projects/${project}/edit`
					]
				: [])
		];
		// The first view of an organization after signing in may bring the mirror up to date.
		await request(page, organizationPath)();
		for (const path of paths) {
			const calls = (await callsOf(data, request(page, path))).map((call) => call.path);
			expect(calls.length, `${path}\n${calls.join('\n')}`).toBeLessThanOrEqual(most);
			expect(calls.filter((call) => call.includes('/session_state'))).toHaveLength(1);
		}
	});
}

test('going from page to page asks no more than opening them', async ({ pageOf, data }) => {
	const { organization, admin } = await bigEnough();
	const page = await pageOf(admin, organization);
	await open(page, `/orgs/${organization.slug}`);
	for (const section of ['Projects', 'Tasks', 'Members', 'Overview']) {
		data.clear();
		await goTo(page, section);
		const calls = data.calls.map((call) => call.path);
		expect(calls.length, `${section}\n${calls.join('\n')}`).toBeLessThanOrEqual(most);
	}
});

test('a filter about days asks in two rounds, since it needs the organization’s calendar first', async ({
	pageOf,
	data
}) => {
	const { organization, admin } = await bigEnough();
	const page = await pageOf(admin, organization);
	const path = `/orgs/${organization.slug}/tasks`;
	await request(page, path)();
	for (const query of ['due=late', 'due=this-week&status=todo', 'created.from=2020-01-01']) {
		data.clear();
		await request(page, `${path}?${query}`)();
		const calls = data.calls.map((call) => call.path);
		expect(calls.length, `${query}\n${calls.join('\n')}`).toBeLessThanOrEqual(most);
	}
});

test('who has defaults that differ from the list’s own pays for them with one more question', async ({
	pageOf,
	data
}) => {
	const { organization, admin } = await bigEnough();
	const page = await pageOf(admin, organization);
	const path = `/orgs/${organization.slug}/tasks`;
	await request(page, path)();
	const settings = { look: 'density=compact&columns=title' };
	await admin.supabase.from('list_preferences').insert({ list: 'tasks', settings }).throwOnError();
	expect(await callsOf(data, request(page, path))).toHaveLength(most);
	await admin.supabase
		.from('list_preferences')
		.update({ settings: { look: 'sort=title' } })
		.eq('list', 'tasks')
		.throwOnError();
	data.clear();
	await request(page, path)();
	expect(data.calls).toHaveLength(most + 1);
	// Where the address says it itself, it costs nothing.
	expect(await callsOf(data, request(page, `${path}?sort=-created`))).toHaveLength(most);
});

test('an open task asks two things more than the list under it, all at once', async ({
	pageOf,
	data
}) => {
	const { organization, admin, project } = await bigEnough();
	const { data: task } = await admin.supabase.from('tasks').select('id').single().throwOnError();
	const page = await pageOf(admin, organization);
	await request(page, `/orgs/${organization.slug}/tasks`)();
	for (const list of ['/tasks', `/projects/${project}/tasks`]) {
		const view = request(page, `/orgs/${organization.slug}${list}/${task.id}`);
		expect(await callsOf(data, view)).toHaveLength(most + 2);
	}
});
