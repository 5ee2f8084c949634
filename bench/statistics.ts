/** A median, and the interval that holds the true one 95 times of a hundred. */
export interface Estimate {
	median: number;
	low: number;
	high: number;
}

export function median(numbers: number[]): number {
	return estimate(numbers).median;
}

/**
 * By the ranks of the numbers alone, whatever their distribution: as many lie below the true median as
 * heads are thrown with a coin (Conover, Practical Nonparametric Statistics, 3.2).
 */
export function estimate(numbers: number[]): Estimate {
	const sorted = numbers.toSorted((one, other) => one - other);
	const last = sorted.length - 1;
	const spread = 1.96 * Math.sqrt(sorted.length / 4);
	const low = Math.max(0, Math.floor(last / 2 - spread));
	const high = Math.min(last, Math.ceil(last / 2 + spread));
	return {
		median: sorted[Math.floor(sorted.length / 2)] ?? NaN,
		low: sorted[low] ?? NaN,
		high: sorted[high] ?? NaN
	};
}
