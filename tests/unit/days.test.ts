import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays, dayRanges, mondayOf, rangeOf, type DayRange } from '$lib/days';

describe('a range of days', () => {
	const wednesday = '2026-08-12';
	const cases: [DayRange, ReturnType<typeof rangeOf>][] = [
		['late', { to: '2026-08-11' }],
		['today', { from: '2026-08-12', to: '2026-08-12' }],
		['this-week', { from: '2026-08-10', to: '2026-08-16' }],
		['next-week', { from: '2026-08-17', to: '2026-08-23' }],
		['next-7-days', { from: '2026-08-12', to: '2026-08-18' }],
		['none', { none: true }]
	];
	for (const [name, range] of cases) {
		test(`“${dayRanges[name]}” on a Wednesday`, () => {
			expect(rangeOf(name, wednesday)).toEqual(range);
		});
	}

	test('a week begins on Monday and still is this one on Sunday', () => {
		expect(rangeOf('this-week', '2026-08-10').from).toBe('2026-08-10');
		expect(rangeOf('this-week', '2026-08-16').from).toBe('2026-08-10');
		expect(rangeOf('this-week', '2026-08-17').from).toBe('2026-08-17');
	});

	test('goes on over the end of a year', () => {
		expect(rangeOf('this-week', '2026-12-31')).toEqual({ from: '2026-12-28', to: '2027-01-03' });
		expect(rangeOf('this-week', '2027-01-01')).toEqual({ from: '2026-12-28', to: '2027-01-03' });
		expect(rangeOf('next-week', '2026-12-31')).toEqual({ from: '2027-01-04', to: '2027-01-10' });
		expect(rangeOf('late', '2027-01-01')).toEqual({ to: '2026-12-31' });
	});

	test('knows leap days', () => {
		expect(rangeOf('next-7-days', '2028-02-27')).toEqual({ from: '2028-02-27', to: '2028-03-04' });
		expect(rangeOf('late', '2028-03-01')).toEqual({ to: '2028-02-29' });
		expect(rangeOf('late', '2027-03-01')).toEqual({ to: '2027-02-28' });
		expect(rangeOf('late', '2100-03-01')).toEqual({ to: '2100-02-28' });
	});
});

const dates = fc
	.date({ min: new Date('1900-01-01'), max: new Date('2200-01-01'), noInvalidDate: true })
	.map((date) => date.toISOString().slice(0, 10));

test('each week has seven days, today among them, and the next one follows', () => {
	fc.assert(
		fc.property(dates, (today) => {
			const week = rangeOf('this-week', today);
			expect(week.from! <= today && today <= week.to!).toBe(true);
			expect(new Date(week.from!).getUTCDay()).toBe(1);
			expect(addDays(week.from!, 6)).toBe(week.to);
			expect(rangeOf('next-week', today).from).toBe(addDays(week.to!, 1));
			expect(mondayOf(week.to!)).toBe(week.from);
		})
	);
});
