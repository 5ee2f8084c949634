import { describe, expect, test } from 'vitest';
import { ago } from '$lib/ago';
import { day, dayOf, momentOf, monthOf, todayIn } from '$lib/dates';
import { count, money } from '$lib/numbers';

const london = { locale: 'en-GB', zone: 'Europe/London' };
const newYork = { locale: 'en-US', zone: 'America/New_York' };

describe('a plain date', () => {
	test('is written in the locale, without the year where it is this one', () => {
		expect(day('2028-02-29', { locale: 'en-GB' })).toBe('29 Feb 2028');
		expect(day('2028-02-29', { locale: 'en-US' })).toBe('Feb 29, 2028');
		expect(day('2028-02-29', { locale: 'de-DE' })).toBe('29. Feb. 2028');
		expect(day('2028-02-29', { locale: 'en-GB', today: '2028-12-31' })).toBe('29 Feb');
		expect(day('2028-12-31', { locale: 'en-GB', today: '2029-01-01' })).toBe('31 Dec 2028');
	});

	test('has a month of its own on each side of midnight', () => {
		expect(monthOf('2028-02-29', { locale: 'en-GB' })).toBe('Feb');
		expect(monthOf('2028-03-01', { locale: 'de-DE' })).toBe('Mär');
	});
});

describe('the day it is', () => {
	test('differs by two at the ends of the world', () => {
		const now = new Date('2026-12-31T11:30:00Z');
		expect(todayIn('Etc/GMT+12', now)).toBe('2026-12-30');
		expect(todayIn('UTC', now)).toBe('2026-12-31');
		expect(todayIn('Pacific/Kiritimati', now)).toBe('2027-01-01');
	});

	test('begins at midnight where the clock is changed', () => {
		// Chile goes over to summer time at midnight: that day begins at one o’clock.
		expect(todayIn('America/Santiago', new Date('2026-09-06T03:59:00Z'))).toBe('2026-09-05');
		expect(todayIn('America/Santiago', new Date('2026-09-06T04:00:00Z'))).toBe('2026-09-06');
		// Berlin in winter, and in summer.
		expect(todayIn('Europe/Berlin', new Date('2026-03-28T22:59:00Z'))).toBe('2026-03-28');
		expect(todayIn('Europe/Berlin', new Date('2026-03-28T23:00:00Z'))).toBe('2026-03-29');
		expect(todayIn('Europe/Berlin', new Date('2026-03-29T22:00:00Z'))).toBe('2026-03-30');
	});

	test('is a leap day first in the east', () => {
		expect(todayIn('Pacific/Kiritimati', new Date('2028-02-28T10:00:00Z'))).toBe('2028-02-29');
		expect(todayIn('Etc/GMT+12', new Date('2028-03-01T11:59:00Z'))).toBe('2028-02-29');
	});
});

describe('a moment', () => {
	const at = '2026-08-08T01:30:00.123456+00:00';

	test('is written on the clock of its reader', () => {
		expect(momentOf(at, london)).toBe('8 Aug 2026, 02:30 BST');
		expect(momentOf(at, newYork)).toBe('Aug 7, 2026, 9:30 PM EDT');
		expect(momentOf(at, { locale: 'de-DE', zone: 'Asia/Kathmandu' })).toContain('07:15');
		expect(momentOf(at, { locale: 'en-GB', zone: 'Pacific/Kiritimati' })).toContain('15:30');
		expect(momentOf(at, { locale: 'en-GB', zone: 'Etc/GMT+12' })).toContain('7 Aug 2026, 13:30');
	});

	test('has a day of its own in each zone', () => {
		expect(dayOf(at, london)).toBe('8 Aug 2026');
		expect(dayOf(at, newYork)).toBe('Aug 7, 2026');
	});

	test('is told apart from the one an hour later when clocks go back', () => {
		expect(momentOf('2026-10-25T00:30:00Z', london)).toBe('25 Oct 2026, 01:30 BST');
		expect(momentOf('2026-10-25T01:30:00Z', london)).toBe('25 Oct 2026, 01:30 GMT');
	});
});

test('says how long ago a moment was, in the unit that fits', () => {
	const now = Date.parse('2026-03-01T12:00:00Z');
	const said = (moment: string) => ago(moment, now);
	expect(said('2026-03-01T11:59:01Z')).toBe('just now');
	// A clock may be ahead of the server's.
	expect(said('2026-03-01T12:00:05Z')).toBe('just now');
	expect(said('2026-03-01T11:59:00Z')).toBe('1 minute ago');
	expect(said('2026-03-01T11:00:01Z')).toBe('59 minutes ago');
	expect(said('2026-03-01T09:00:00+00:00')).toBe('3 hours ago');
	expect(said('2026-02-28T12:00:01Z')).toBe('23 hours ago');
	expect(said('2026-02-28T12:00:00Z')).toBe('1 day ago');
	expect(said('2026-01-30T00:00:00Z')).toBe('1 month ago');
	expect(said('2024-02-29T00:00:00Z')).toBe('2 years ago');
	expect(said('2026-03-01T15:30:00Z')).toBe('in 3 hours');
});

test('writes numbers in the locale', () => {
	expect(count(1234567, { locale: 'en-GB' })).toBe('1,234,567');
	expect(count(1234567, { locale: 'de-DE' })).toBe('1.234.567');
	expect(money(1200, 'EUR', { locale: 'en-GB' })).toBe('€1,200');
	expect(money(1200.5, 'EUR', { locale: 'en-GB' })).toBe('€1,200.50');
});
