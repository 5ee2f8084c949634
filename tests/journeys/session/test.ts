import { test as base } from '@playwright/test';
import type { BrowserContext, Page } from '@playwright/test';
import type { App } from '../../app.ts';
import { startInstance, type Runtime } from '../../instance.ts';
import { startProxy } from '../../proxy.ts';
import type { Proxy } from '../../proxy.ts';
import { stack } from '../../stack.ts';
import { Visitor } from './visitor.ts';

export interface Proxies {
	workos: Proxy;
	data: Proxy;
}

/** The variables that put proxies between an app and its services. */
export function through({ workos, data }: Proxies): Record<string, string> {
	return { WORKOS_API_URL: workos.url, PUBLIC_SUPABASE_URL: data.url };
}

/** Starts a further instance, which shares nothing with the others in memory. */
type Start = (env?: Record<string, string>) => Promise<App>;

/**
 * The production build, with a proxy before each service it needs. The proxies are this worker's,
 * so what they count and break is this test's alone.
 */
export const test = base.extend<
	{ workos: Proxy; data: Proxy; visitor: Visitor; start: Start },
	{ runtime: Runtime; proxies: Proxies; app: App; twin: App }
>({
	/** What runs the app. */
	runtime: ['node', { scope: 'worker', option: true }],
	proxies: [
		// eslint-disable-next-line no-empty-pattern
		async ({}, use) => {
			const [workos, data] = await Promise.all([
				startProxy(stack.env.WORKOS_API_URL),
				startProxy(stack.env.PUBLIC_SUPABASE_URL)
			]);
			await use({ workos, data });
			await Promise.all([workos.stop(), data.stop()]);
		},
		{ scope: 'worker' }
	],
	app: [
		async ({ proxies, runtime }, use) => {
			const app = await startInstance(runtime, { env: through(proxies) });
			await use(app);
			await app.stop();
		},
		{ scope: 'worker', timeout: 120_000 }
	],
	/** A second instance of the same app, which shares nothing with the first in memory. */
	twin: [
		async ({ proxies, runtime }, use) => {
			const app = await startInstance(runtime, { env: through(proxies) });
			await use(app);
			await app.stop();
		},
		{ scope: 'worker', timeout: 120_000 }
	],
	/** An instance for one test, behind the proxies unless its settings say otherwise. */
	start: async ({ proxies, runtime }, use) => {
		const started: App[] = [];
		await use(async (env) => {
			const app = await startInstance(runtime, { env: { ...through(proxies), ...env } });
			started.push(app);
			return app;
		});
		await Promise.all(started.map((app) => app.stop()));
	},
	baseURL: ({ app }, use) => use(app.url),
	workos: ({ proxies }, use) => renewed(proxies.workos, use),
	data: ({ proxies }, use) => renewed(proxies.data, use),
	/** A browser of its own, at the first instance. */
	visitor: ({ app }, use) => use(new Visitor(app.url))
});

export { expect } from '@playwright/test';

/** Lets a real browser go on where the visitor is. */
export async function enter(context: BrowserContext, visitor: Visitor): Promise<void> {
	const cookies = [...visitor.cookies()].map(([name, value]) => ({
		name,
		value,
		url: visitor.url,
		httpOnly: true,
		sameSite: 'Lax' as const
	}));
	await context.addCookies(cookies);
}

/** Waits until the page's script has taken over; a click before is a plain request to the server. */
export async function ready(page: Page): Promise<void> {
	// SvelteKit's own, which is there from then on.
	await page.locator('#svelte-announcer').waitFor({ state: 'attached' });
}

async function renewed(proxy: Proxy, use: (proxy: Proxy) => Promise<void>): Promise<void> {
	proxy.restore();
	proxy.clear();
	await use(proxy);
	proxy.restore();
}
