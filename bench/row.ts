import { compare, type Way } from './pairs.ts';
import { estimate, type Estimate } from './statistics.ts';

/** What a measurement is held to. Where there are several sides, one of them is enough. */
export interface Bar {
	/** At most so many times the other one. */
	times?: number;
	/** At most so much more than the other one, in the row's unit. */
	more?: number;
	/** At most so much by itself, in the row's unit. */
	most?: number;
}

export type Unit = 'ms' | 's' | 'kB' | 'pages' | 'a second';
export type Verdict = 'holds' | 'missed' | 'noisy';

/** A line of the table. */
export interface Row {
	name: string;
	unit: Unit;
	/** The median of what was measured, and of what it is compared with. */
	mine: number;
	other: number | null;
	ratio: Estimate | null;
	more: Estimate | null;
	bar: Bar;
	verdict: Verdict;
	note: string;
}

interface Named {
	name: string;
	bar: Bar;
	unit?: Unit;
	note?: string;
}

/** How often pairs that say neither yes nor no are measured again. */
const again = 4;

/** An interval that holds the bar and is wider than this share of it says nothing. */
const tooWide = 0.1;

interface Comparison extends Named {
	mine: Way;
	other: Way;
	rounds: number;
	warmUps?: number;
}

/** Compares two ways in pairs, and goes on while their spread leaves open whether the bar holds. */
export async function comparePair(comparison: Comparison): Promise<Row> {
	const { mine, other, rounds } = comparison;
	let row: Row;
	let turn = 0;
	do {
		await compare([mine, other], rounds, turn === 0 ? comparison.warmUps : 0);
		row = rowOf(comparison, mine.times, other.times);
	} while (isOpen(row) && ++turn <= again);
	return row;
}

/** The line for two series of which those at the same place belong together. */
export function rowOf(named: Named, mine: number[], other: number[]): Row {
	const pairs = mine.map((one, at) => [one, other[at] ?? NaN] as const);
	return judge({
		...described(named),
		mine: estimate(mine).median,
		other: estimate(other).median,
		ratio: pairs.every(([, two]) => two > 0)
			? estimate(pairs.map(([one, two]) => one / two))
			: null,
		more: estimate(pairs.map(([one, two]) => one - two))
	});
}

/** The line for what is only looked at by itself. */
export function single(named: Named, values: number[]): Row {
	const { median } = estimate(values);
	return judge({ ...described(named), mine: median, other: null, ratio: null, more: null });
}

/** Tests hold measurements to bars that are so many times as high. */
const factor = Number(process.env.ORGDECK_BARS_FACTOR ?? 1);

function described({ name, bar, unit = 'ms', note = '' }: Named) {
	const scaled = Object.entries(bar).map(([side, value]) => [side, value * factor]);
	return { name, bar: Object.fromEntries(scaled) as Bar, unit, note };
}

function judge(row: Omit<Row, 'verdict'>): Row {
	const sides = sidesOf(row);
	const verdict = sides.some(({ value, bar }) => value.high <= bar)
		? 'holds'
		: sides.every(({ value, bar }) => value.low > bar)
			? 'missed'
			: sides.some(({ value, bar }) => value.high - value.low <= bar * tooWide)
				? sides.some(({ value, bar }) => value.median <= bar)
					? 'holds'
					: 'missed'
				: 'noisy';
	return { ...row, verdict };
}

/** Each side of a row's bar with what was measured for it. */
function sidesOf({ bar, ratio, more, mine }: Omit<Row, 'verdict'>) {
	const itself = { median: mine, low: mine, high: mine };
	return [
		{ value: ratio, bar: bar.times },
		{ value: more, bar: bar.more },
		{ value: itself, bar: bar.most }
	].filter((side): side is { value: Estimate; bar: number } => {
		return side.value !== null && side.bar !== undefined;
	});
}

/** Whether the bar lies within the spread of all that is measured for it. */
function isOpen(row: Row): boolean {
	const sides = sidesOf(row);
	const holds = sides.some(({ value, bar }) => value.high <= bar);
	const misses = sides.every(({ value, bar }) => value.low > bar);
	return !holds && !misses;
}
