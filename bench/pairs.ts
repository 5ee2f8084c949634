/** One way to do a thing, and what each time took: milliseconds unless it measures by itself. */
export interface Way {
	sample: () => Promise<number>;
	times: number[];
}

export function way(ask: () => Promise<unknown>): Way {
	return measured(async () => {
		const begun = performance.now();
		await ask();
		return performance.now() - begun;
	});
}

/** A way that says itself what it took. */
export const measured = (sample: () => Promise<number>): Way => ({ sample, times: [] });

/**
 * Takes each way in turn, in an order that changes (A B, B A), so that what else happens meets all
 * alike. The times of one round stand at the same place.
 */
export async function compare(ways: Way[], rounds: number, warmUps = 3): Promise<void> {
	for (let round = -warmUps; round < rounds; round++) {
		const order = round % 2 === 0 ? ways : ways.toReversed();
		for (const { sample, times } of order) {
			const time = await sample();
			// The first few warm caches and plans up.
			if (round >= 0) times.push(time);
		}
	}
}
