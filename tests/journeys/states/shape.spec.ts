import type { Locator, Page } from '@playwright/test';
import { open } from '../test.ts';
import { desk, expect, phone, show, test } from './test.ts';

/*
 * A page that is on its way has the shape of the page that arrives. Boxes are compared rather than
 * pixels, which differ with a machine's fonts.
 */

/** The parts of a list, in the page itself. */
const partsOf = (page: Page): Record<string, Locator> => ({
	heading: page.getByRole('heading', { level: 1 }),
	places: page.getByRole('navigation', { name: /^(Places|People)$/ }),
	search: page.getByRole('searchbox').first(),
	filters: page.getByRole('group', { name: 'Filters' }),
	display: page.locator('summary').filter({ hasText: 'Display' }),
	head: page.locator('thead'),
	row: page.locator('tbody tr').first()
});

const lists = {
	tasks: ['heading', 'places', 'search', 'filters', 'display', 'head', 'row'],
	projects: ['heading', 'places', 'search', 'filters', 'display', 'head', 'row'],
	members: ['heading', 'places', 'filters', 'display', 'head', 'row'],
	project: ['places', 'search', 'filters', 'display', 'head', 'row']
};

for (const [list, parts] of Object.entries(lists)) {
	test(`the skeleton of ${list} has the shape of the list`, async ({ page }) => {
		for (const size of [desk, phone]) {
			await open(page, `/dev/lists/${list}/loading`);
			await show(page, size, 'light');
			const before: Record<string, Box> = {};
			for (const part of parts) {
				const isReal = part === 'heading';
				const box = isReal ? partsOf(page)[part] : page.locator(`[data-part="${part}"]`).first();
				before[part] = await boxOf(box!, size);
			}
			await open(page, `/dev/lists/${list}/rows`);
			await show(page, size, 'light');
			for (const part of parts) {
				const after = await boxOf(partsOf(page)[part]!, size);
				const jump = Math.max(
					...after.map((edge, number) => Math.abs(edge - before[part]![number]!))
				);
				const where = `${part} at ${size.width}: ${before[part]} became ${after}`;
				expect.soft(jump, where).toBeLessThanOrEqual(2);
			}
		}
	});
}

test('the skeleton of a sheet has the shape of the sheet', async ({ page }) => {
	for (const size of [desk, phone]) {
		await open(page, '/dev/lists/tasks/sheet-loading/00000000-0000-4000-8000-000000000001');
		await show(page, size, 'light');
		const parts = ['sheet', 'sheet-head', 'fact'];
		const before = await Promise.all(
			parts.map((part) => boxOf(page.locator(`[data-part="${part}"]`).first(), size))
		);
		await open(page, '/dev/lists/tasks/sheet/00000000-0000-4000-8000-000000000001');
		const sheet = page.getByRole('dialog');
		const after = await Promise.all(
			[sheet, sheet.locator('header'), sheet.locator('dt').first()].map((part) => boxOf(part, size))
		);
		for (const [number, box] of before.entries()) {
			const jump = Math.max(...box.map((edge, at) => Math.abs(edge - after[number]![at]!)));
			expect.soft(jump, `${parts[number]}: ${box} became ${after[number]}`).toBeLessThanOrEqual(2);
		}
	}
});

type Box = [left: number, top: number, height: number];

/** Where something is; what is not drawn in this size is nowhere. */
async function boxOf(part: Locator, size: { width: number }): Promise<Box> {
	const box = await part.boundingBox();
	const isCard = size.width < 800;
	// The words of a narrow head are there for who does not see it.
	if (!box || (isCard && box.height <= 1)) return [0, 0, 0];
	return [box.x, box.y, box.height];
}
