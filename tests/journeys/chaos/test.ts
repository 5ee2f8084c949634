import { expect } from '@playwright/test';
import type { App } from '../../app.ts';
import { startInstance } from '../../instance.ts';
import type { Proxy } from '../../proxy.ts';
import type { Company } from '../session/company.ts';
import { test as base, through } from '../session/test.ts';
import type { Answer } from '../session/visitor.ts';
import { noBar, type Bar } from './bar.ts';

export { expect };

const isLong = process.env.ORGDECK_LONG !== undefined;

/** How often: a few times beside everything else, and many times in the run of their own. */
export const times = (few: number, many: number) => (isLong ? many : few);

/** Three instances that share nothing but the database, and what must not happen to those who use them. */
export const test = base.extend<{ bar: Bar; instances: App[] }, { third: App }>({
	third: [
		async ({ proxies, runtime }, use) => {
			const app = await startInstance(runtime, { env: through(proxies) });
			await use(app);
			await app.stop();
		},
		{ scope: 'worker', timeout: 120_000 }
	],
	instances: ({ app, twin, third }, use) => use([app, twin, third]),
	// eslint-disable-next-line no-empty-pattern
	bar: async ({}, use, info) => {
		const bar = noBar();
		await use(bar);
		info.annotations.push({ type: 'bar', description: JSON.stringify(bar) });
		const { tries, back } = bar;
		expect(bar, 'what must not happen').toEqual({ ...noBar(), tries, back });
		// Beside other tests it says more about the computer.
		if (isLong) expect(back, 'milliseconds until a page came back').toBeLessThan(5_000);
	}
});

/** Notes how long somebody looked at an error after there was no reason for it any more. */
export function noteBack(bar: Bar, since: number): void {
	bar.back = Math.max(bar.back, Date.now() - since);
}

/** How often WorkOS was asked for a token. */
export function refreshes({ calls }: Proxy): number {
	return calls.filter(({ path }) => path === '/user_management/authenticate').length;
}

/** Whether an answer leads to signing in, as a document or as SvelteKit's data. */
export function isSignIn({ status, location, body }: Answer): boolean {
	const isRedirect = status === 303 && new URL(location).pathname === '/sign-in';
	return isRedirect || status === 401 || /^\{"type":"redirect".*sign-in/.test(body);
}

/** Notes what an answer to somebody who is signed in must not be. */
export function note(bar: Bar, answer: Answer, others: Company[] = []): void {
	bar.tries++;
	if (isSignIn(answer)) bar.out++;
	if (others.some(({ project }) => answer.body.includes(project))) bar.foreign++;
}
