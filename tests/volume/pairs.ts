/** One way to ask, and how long it took each time, in milliseconds. */
export interface Way {
	ask: () => Promise<unknown>;
	times: number[];
}

export const way = (ask: () => Promise<unknown>): Way => ({ ask, times: [] });

export function median(times: number[]): number {
	const sorted = times.toSorted((one, other) => one - other);
	return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

/** Asks in each way in turn, in an order that changes, so that what else happens meets all alike. */
export async function compare(ways: Way[], rounds: number): Promise<void> {
	for (let round = -3; round < rounds; round++) {
		const order = round % 2 === 0 ? ways : ways.toReversed();
		for (const { ask, times } of order) {
			const begun = performance.now();
			await ask();
			// The first few warm caches and plans up.
			if (round >= 0) times.push(performance.now() - begun);
		}
	}
}
