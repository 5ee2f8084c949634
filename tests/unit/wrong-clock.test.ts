import { afterEach, expect, test, vi } from 'vitest';
import { aheadOf, isWrong } from '../../src/lib/server/wrong-clock';

afterEach(() => void vi.useRealTimers());

const at = Date.parse('2026-01-01T00:00:00.700Z');

/** Something that was asked at `at` by our clock, and answered when WorkOS' clock said this. */
function answered(theirs: string, took = 0): number {
	vi.useFakeTimers({ now: at + took });
	return aheadOf(new Response('', { headers: { date: theirs } }), at);
}

test('clocks that say the same are not apart, for all the fractions that a header leaves out', () => {
	expect(answered('Thu, 01 Jan 2026 00:00:00 GMT')).toBe(0);
	expect(answered('Thu, 01 Jan 2026 00:00:02 GMT', 2_400)).toBe(0);
});

test('a clock that is ahead or behind is measured to the second', () => {
	expect(answered('Wed, 31 Dec 2025 23:59:00 GMT')).toBeCloseTo(59.7);
	expect(answered('Thu, 01 Jan 2026 00:01:00 GMT')).toBeCloseTo(-59.3);
	expect(isWrong(answered('Wed, 31 Dec 2025 23:59:00 GMT'))).toBe(true);
	expect(isWrong(answered('Wed, 31 Dec 2025 23:59:35 GMT'))).toBe(false);
});

test('an answer that took long is no clock that is wrong', () => {
	expect(isWrong(answered('Thu, 01 Jan 2026 00:00:40 GMT', 40_000))).toBe(false);
	expect(isWrong(answered('Thu, 01 Jan 2026 00:00:01 GMT', 40_000))).toBe(false);
});

test('an answer without a date says nothing of clocks', () => {
	expect(aheadOf(new Response(''), at)).toBe(0);
	expect(aheadOf(new Response('', { headers: { date: 'soon' } }), at)).toBe(0);
});
