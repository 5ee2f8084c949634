import { describe, expect, test } from 'vitest';
import { comparePair, rowOf, single } from '../../bench/row.ts';
import { measured } from '../../bench/pairs.ts';
import { estimate } from '../../bench/statistics.ts';

const name = 'a page';
const steady = (value: number) => Array.from({ length: 31 }, () => value);
const wild = (value: number) => Array.from({ length: 31 }, (_, at) => value * (at % 2 ? 0.6 : 1.6));

test('an interval holds the median, and is narrower the more numbers there are', () => {
	const few = estimate([5, 1, 4, 2, 3]);
	const many = estimate(Array.from({ length: 500 }, (_, at) => (at % 5) + 1));
	expect(few).toEqual({ median: 3, low: 1, high: 5 });
	expect(many).toEqual({ median: 3, low: 3, high: 3 });
});

describe('a row', () => {
	test('holds when one side of its bar does', () => {
		const bar = { times: 1.2, more: 0.5 };
		expect(rowOf({ name, bar }, steady(1.1), steady(1)).verdict).toBe('holds');
		expect(rowOf({ name, bar }, steady(1.4), steady(1)).verdict).toBe('holds');
		expect(rowOf({ name, bar }, steady(14), steady(10)).verdict).toBe('missed');
	});

	test('is noisy when its spread leaves open whether it holds', () => {
		const bar = { times: 1.2 };
		expect(rowOf({ name, bar }, wild(1), steady(1)).verdict).toBe('noisy');
		expect(rowOf({ name, bar }, wild(0.7), steady(1)).verdict).toBe('holds');
		expect(rowOf({ name, bar }, wild(3), steady(1)).verdict).toBe('missed');
	});

	test('of something by itself is held to its most', () => {
		expect(single({ name, unit: 'kB', bar: { most: 110 } }, [100]).verdict).toBe('holds');
		expect(single({ name, unit: 'kB', bar: { most: 90 } }, [100]).verdict).toBe('missed');
	});
});

test('pairs are measured in an order that changes, and again while they say nothing', async () => {
	const order: string[] = [];
	let time = 0;
	const mine = measured(async () => {
		order.push('mine');
		// Wild at first, then steady.
		return time++ < 20 ? (time % 2 ? 0.5 : 2) : 1;
	});
	const other = measured(async () => {
		order.push('other');
		return 1;
	});
	const row = await comparePair({ name, bar: { times: 1.2 }, mine, other, rounds: 11 });
	expect(order.slice(0, 8).join(' ')).toBe('other mine mine other other mine mine other');
	expect(mine.times.length).toBeGreaterThan(11);
	expect(row.verdict).toBe('holds');
});
