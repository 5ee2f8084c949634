import { AxeBuilder } from '@axe-core/playwright';
import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';

const levels = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const phone = { width: 390, height: 844 };
const desk = { width: 1280, height: 800 };

const looks = [
	async (page: Page, where: string) => {
		await show(page, desk, 'light');
		await expectNoViolation(page, `${where}, light`);
	},
	async (page: Page, where: string) => {
		await show(page, phone, 'dark');
		await expectNoViolation(page, `${where}, dark, on a phone`);
		const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
		expect(tooWide, `${where} is wider than a phone`).toBeLessThanOrEqual(0);
	}
];

/**
 * Looks at the page as it stands: on a desk by day or on a phone at night, and both ways in the long
 * run. Its name decides which, so that it is the same each time.
 */
export async function check(page: Page, where: string): Promise<void> {
	const chosen = process.env.ORGDECK_LONG ? looks : [looks[where.length % 2]!];
	for (const look of chosen) await look(page, where);
	await page.setViewportSize(desk);
}

async function show(page: Page, size: typeof desk, colorScheme: 'light' | 'dark'): Promise<void> {
	await page.setViewportSize(size);
	await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
	// Colours fade over, and are not to be met halfway.
	await page.waitForFunction(() =>
		document.getAnimations().every(({ playState }) => playState === 'finished')
	);
}

async function expectNoViolation(page: Page, where: string): Promise<void> {
	// Legacy mode looks at one document, which is all there is, and needs no second page for it.
	const axe = new AxeBuilder({ page }).setLegacyMode();
	// Rows are alike, and the long run looks at all of them.
	if (!process.env.ORGDECK_LONG) axe.exclude('tbody tr:nth-child(n + 9)');
	// Without the many that pass, the answer is a fraction of its size.
	const runOnly = { type: 'tag' as const, values: levels };
	const { violations } = await axe.options({ runOnly, resultTypes: ['violations'] }).analyze();
	const found = violations.flatMap(({ id, help, nodes }) => {
		return nodes.map(({ html, failureSummary }) => `${id}: ${help}\n${html}\n${failureSummary}`);
	});
	expect(found, where).toEqual([]);
}
