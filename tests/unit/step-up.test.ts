import { describe, expect, test } from 'vitest';
import { isRecent, signInAge } from '$lib/server/step-up';
import { now, type Token } from '$lib/server/token';

function tokenOf(signedInAt: number | null): Token {
	const [expiresAt, nobody] = [now() + 300, { organizationId: null, impersonator: null }];
	return { jwt: 'j', userId: 'user_1', sid: 's', ...nobody, signedInAt, expiresAt };
}

/** As old as this, in seconds. */
const old = (seconds: number) => tokenOf(now() - seconds);

describe('a sign-in', () => {
	test.each([0, 60, 599, 600, 620])('of %i seconds ago is recent', (seconds) => {
		expect(signInAge(old(seconds))).toBe('recent');
	});

	test.each([640, 3600, 1e9])('of %i seconds ago is old', (seconds) => {
		expect([signInAge(old(seconds)), isRecent(old(seconds))]).toEqual(['old', false]);
	});

	test('of a clock that goes a little before ours is recent, one of tomorrow is not', () => {
		expect(isRecent(old(-20))).toBe(true);
		expect(isRecent(old(-3600))).toBe(false);
	});

	test('that nobody dated is not recent', () => {
		expect([signInAge(tokenOf(null)), isRecent(tokenOf(null))]).toEqual(['unknown', false]);
	});
});
