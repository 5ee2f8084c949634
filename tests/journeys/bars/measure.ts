import type { Page } from '@playwright/test';

declare global {
	interface Window {
		/** How long interactions took until the next paint, by their ids, in milliseconds. */
		interactions: Map<number, number>;
		/** What moved without being asked to, as the browser scores it. */
		shifts: { score: number; what: string[] }[];
	}
}

/** Entries of the browser that TypeScript does not know yet. */
interface Shift extends PerformanceEntry {
	value: number;
	hadRecentInput: boolean;
	sources: { node: Node | null }[];
}

/** Has the browser note down, from the next page on, how it feels to whoever uses it. */
export async function observe(page: Page): Promise<void> {
	await page.addInitScript(() => {
		window.interactions = new Map();
		window.shifts = [];
		new PerformanceObserver((list) => {
			for (const { interactionId, duration } of list.getEntries() as PerformanceEventTiming[]) {
				if (!interactionId) continue;
				const longest = Math.max(duration, window.interactions.get(interactionId) ?? 0);
				window.interactions.set(interactionId, longest);
			}
		}).observe({ type: 'event', durationThreshold: 16, buffered: true } as PerformanceObserverInit);
		new PerformanceObserver((list) => {
			for (const { value, hadRecentInput, sources } of list.getEntries() as Shift[]) {
				if (hadRecentInput) continue;
				const what = sources.map(({ node }) =>
					(node?.parentElement?.outerHTML ?? '').slice(0, 120)
				);
				window.shifts.push({ score: value, what });
			}
		}).observe({ type: 'layout-shift', buffered: true });
	});
}

/** Runs this page as a phone or an old computer would. */
export async function slowDown(page: Page, rate: number): Promise<void> {
	const session = await page.context().newCDPSession(page);
	await session.send('Emulation.setCPUThrottlingRate', { rate });
}

/** Waits until what was done before is painted and noted down. */
async function painted(page: Page): Promise<void> {
	await page.evaluate(
		() =>
			new Promise<void>((done) =>
				requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)))
			)
	);
}

/** How long each interaction took that somebody had since the last time this was asked. */
export async function interactions(page: Page): Promise<number[]> {
	await painted(page);
	return page.evaluate(() => {
		const all = [...window.interactions.values()];
		window.interactions.clear();
		return all;
	});
}

/** The largest sum of shifts within one visit to a page, and what moved. */
export async function shifts(page: Page): Promise<{ total: number; what: string[] }> {
	await painted(page);
	return page.evaluate(() => ({
		total: window.shifts.reduce((sum, { score }) => sum + score, 0),
		what: window.shifts.map(({ score, what }) => `${score.toFixed(4)}: ${what.join(' | ')}`)
	}));
}

/** The value that this share of the numbers does not exceed. */
export function percentile(numbers: number[], share: number): number {
	const sorted = numbers.toSorted((one, other) => one - other);
	return sorted[Math.ceil(sorted.length * share) - 1] ?? 0;
}
