import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { open } from '../test.ts';
import { addresses } from './addresses.ts';
import { desk, expect, phone, show, test } from './test.ts';

const levels = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const views = [
	['a desk by day', desk, 'light'],
	['a desk at night', desk, 'dark'],
	['a phone by day', phone, 'light'],
	['a phone at night', phone, 'dark']
] as const;

for (const [where, size, theme] of views) {
	for (const list of ['tasks', 'projects', 'members', 'project', 'overview', 'form']) {
		test(`no state of ${list} has a barrier or is too wide on ${where}`, async ({
			page
		}, testInfo) => {
			const states = (await addresses(page)).filter((path) => path.startsWith(`${list}/`));
			expect(states).not.toEqual([]);
			for (const path of states) {
				await open(page, `/dev/lists/${path}`);
				await show(page, size, theme);
				const name = path.replace(/[?].*/, '').replaceAll('/', ' ');
				await testInfo.attach(`${name}, ${where}.png`, {
					body: await page.screenshot({ fullPage: true }),
					contentType: 'image/png'
				});
				expect.soft(await violations(page), path).toEqual([]);
				expect.soft(await overflow(page), `${path} is wider than ${where}`).toBeLessThanOrEqual(0);
			}
		});
	}
}

async function violations(page: Page): Promise<string[]> {
	// Legacy mode looks at one document, which is all there is, and needs no second page for it.
	const axe = new AxeBuilder({ page }).setLegacyMode();
	// Without the many that pass, the answer is a fraction of its size.
	const runOnly = { type: 'tag' as const, values: levels };
	const { violations: found } = await axe
		.options({ runOnly, resultTypes: ['violations'] })
		.analyze();
	return found.flatMap(({ id, help, nodes }) =>
		nodes.map(({ html, failureSummary }) => `${id}: ${help}\n${html}\n${failureSummary}`)
	);
}

function overflow(page: Page): Promise<number> {
	return page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
}
