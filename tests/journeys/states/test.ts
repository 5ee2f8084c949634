import type { Page } from '@playwright/test';
import { startApp } from '../../app.ts';
import type { App } from '../../app.ts';
import { test as base } from '../test.ts';

export { expect } from '@playwright/test';

/** The production build as only tests run it: it also shows every state of every list. */
export const test = base.extend<object, { showing: App }>({
	showing: [
		// eslint-disable-next-line no-empty-pattern
		async ({}, use) => {
			const app = await startApp({ env: { ORGDECK_SHOW_STATES: 'yes' } });
			await use(app);
			await app.stop();
		},
		{ scope: 'worker' }
	],
	baseURL: ({ showing }, use) => use(showing.url)
});

export const desk = { width: 1280, height: 800 };
export const phone = { width: 390, height: 844 };

/** Shows the page in this size and theme, once nothing moves any more. */
export async function show(
	page: Page,
	size: typeof desk,
	colorScheme: 'light' | 'dark'
): Promise<void> {
	await page.setViewportSize(size);
	await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
	// Colours fade over, and are not to be met halfway.
	await page.waitForFunction(() =>
		document.getAnimations().every(({ playState }) => playState === 'finished')
	);
}
