import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { open } from '../test.ts';
import { addresses } from './addresses.ts';
import { desk, expect, phone, show, test } from './test.ts';

const levels = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Each size and each theme once; each pair of them in the long form. */
const views = [
	{ where: 'a desk by day', size: desk, theme: 'light' },
	{ where: 'a phone at night', size: phone, theme: 'dark' },
	...(process.env.ORGDECK_LONG
		? ([
				{ where: 'a desk at night', size: desk, theme: 'dark' },
				{ where: 'a phone by day', size: phone, theme: 'light' }
			] as const)
		: [])
] as const;

for (const list of ['tasks', 'projects', 'members', 'invitations', 'project', 'overview', 'form']) {
	test(`no state of ${list} has a barrier or is too wide`, async ({ page }, testInfo) => {
		test.setTimeout(10 * 60_000);
		const states = (await addresses(page)).filter((path) => path.startsWith(`${list}/`));
		expect(states).not.toEqual([]);
		for (const path of states) {
			await open(page, `/dev/lists/${path}`);
			for (const { where, size, theme } of views) {
				await show(page, size, theme);
				const name = `${path.replace(/[?].*/, '').replaceAll('/', ' ')}, ${where}.png`;
				const image = testInfo.outputPath(name);
				await page.screenshot({ path: image });
				await testInfo.attach(name, { path: image });
				expect.soft(await violations(page), `${path} on ${where}`).toEqual([]);
				expect.soft(await overflow(page), `${path} is wider than ${where}`).toBeLessThanOrEqual(0);
			}
		}
	});
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
