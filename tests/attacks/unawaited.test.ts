import { globSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApp } from '../app.ts';
import type { App } from '../app.ts';
import { deactivate } from '../fixtures.ts';
import { Visitor } from '../journeys/session/visitor.ts';
import { newCompany, newProject, newTask } from '../policies/company.ts';
import { startProxy } from '../proxy.ts';
import type { Proxy } from '../proxy.ts';
import { stack } from '../stack.ts';

/*
 * A page asks for several things at once. Where one of them fails and nobody waits for another one by
 * then, that would end the process, and with it the requests of everybody: so no page of an
 * organization leaves one behind, for whomever it is not, and whatever is away.
 */

let app: App;
let data: Proxy;
beforeAll(async () => {
	data = await startProxy(stack.env.PUBLIC_SUPABASE_URL);
	app = await startApp({ env: { PUBLIC_SUPABASE_URL: data.url } });
});
afterAll(async () => {
	await app.stop();
	await data.stop();
});

const routes = globSync('src/routes/(signed-in)/orgs/[[]org=slug]/**/+page.svelte').map((file) =>
	file.replace(/^.*?org=slug\]/, '').replace(/\/\+page\.svelte$/, '')
);

/** The data of every page of an organization, as SvelteKit's own script asks for it. */
async function pagesOf() {
	const { organization, admin, member } = await newCompany();
	const project = await newProject(admin);
	const task = await newTask(admin, project);
	const ids: Record<string, string> = {
		...{ project: project.id, task: task.id, member: member.id, event: crypto.randomUUID() }
	};
	const paths = routes.map((route) =>
		route
			.replaceAll(/\/\([\w-]+\)/g, '')
			.replaceAll(/\[(\w+)=\w+\]/g, (_, name: string) => ids[name] ?? `no ${name}`)
	);
	const pages = paths.map((path) => `/orgs/${organization.slug}${path}/__data.json`);
	return { organization, admin, member, pages };
}

const nobodyWaited = () => app.log().match(/nobody waited[^]*/i)?.[0] ?? null;

async function openAll(visitor: Visitor, pages: string[], why = ''): Promise<number[]> {
	const statuses = await Promise.all(
		pages.map(async (page) => {
			const { status } = await visitor.open(page);
			expect(nobodyWaited(), `${page} ${why}`).toBeNull();
			return status;
		})
	);
	expect((await visitor.open('/healthz')).status).toBe(200);
	return statuses;
}

test('by whoever does not belong to the organization, or is paused', async () => {
	const [there, here] = [await pagesOf(), await newCompany()];
	expect(there.pages.length).toBeGreaterThan(15);
	const foreign = new Visitor(app.url);
	await foreign.signIn(here.admin, { organization: here.organization });
	await openAll(foreign, there.pages);
	const paused = new Visitor(app.url);
	await paused.signIn(there.member, { organization: there.organization });
	await deactivate(there.member, there.organization);
	await openAll(paused, there.pages);
});

test('whichever table or function is away', async () => {
	const { organization, admin, pages } = await pagesOf();
	const visitor = new Visitor(app.url);
	await visitor.signIn(admin, { organization });
	await visitor.open(pages[0]!);
	const askedBy = new Map<string, string[]>();
	for (const page of pages) {
		data.clear();
		await visitor.open(page);
		const asked = data.calls.map(({ path }) => path.match(/\/rest\/v1\/((?:rpc\/)?\w+)/)?.[1]);
		for (const part of new Set(asked)) {
			if (part) askedBy.set(part, [...(askedBy.get(part) ?? []), page]);
		}
	}
	expect(askedBy.size).toBeGreaterThan(8);
	for (const [part, asking] of askedBy) {
		data.fail(new RegExp(`/rest/v1/${part}\\b`), 503);
		await openAll(visitor, asking, `without ${part}`);
		data.restore();
	}
});
