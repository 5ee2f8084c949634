import { describe, expect, test } from 'vitest';
import {
	fits,
	forgetSession,
	OversizedToken,
	readSession,
	readTokens,
	takeFlow,
	writeFlow,
	writeSession,
	writeToken
} from '$lib/server/cookies';
import { now, type Token } from '$lib/server/token';
import { eventAt } from './event';

const session = { sid: 'session_01ABC', secret: 's'.repeat(43) };

function tokenFor(organizationId: string | null, { life = 300, size = 900 } = {}): Token {
	return {
		jwt: 'j'.repeat(size),
		userId: 'user_1',
		sid: session.sid,
		organizationId,
		impersonator: null,
		signedInAt: now(),
		expiresAt: now() + life
	};
}

function names(event: ReturnType<typeof eventAt>): string[] {
	return [...event.jar.keys()].filter((name) => name.includes('token')).sort();
}

describe('the session cookie', () => {
	test('is bound to its host over https, and out of reach for scripts', () => {
		const event = eventAt('https://app.example/');
		writeSession(event, session);
		expect(event.sent.get('__Host-orgdeck-session')).toMatchObject({
			value: `session_01ABC.${'s'.repeat(43)}`,
			options: { path: '/', httpOnly: true, secure: true, sameSite: 'lax' }
		});
		expect(readSession(event)).toEqual(session);
	});

	test('over plain http has no prefix, which browsers would refuse', () => {
		const event = eventAt('/');
		writeSession(event, session);
		expect(event.sent.get('orgdeck-session')?.options).toMatchObject({ secure: false });
		expect(readSession(event)).toEqual(session);
	});

	test('of plain http counts for nothing over https', () => {
		const cookies = { 'orgdeck-session': `${session.sid}.${session.secret}` };
		expect(readSession(eventAt('https://app.example/', { cookies }))).toBeNull();
		expect(readSession(eventAt('/', { cookies }))).toEqual(session);
	});

	test.each([
		'',
		'.',
		'session_01ABC',
		`session_01ABC.${'s'.repeat(42)}`,
		`session_01ABC.${'s'.repeat(44)}`,
		`${'x'.repeat(129)}.${'s'.repeat(43)}`,
		`a b.${'s'.repeat(43)}`,
		`a.b.${'s'.repeat(43)}`
	])('is none when it reads %j', (value) => {
		expect(readSession(eventAt('/', { cookies: { 'orgdeck-session': value } }))).toBeNull();
	});

	test('is ignored once this browser has signed out of it, and only then', () => {
		const event = eventAt('/');
		writeSession(event, session);
		writeToken(event, tokenFor('org_1'), []);
		forgetSession(event, session.sid);
		expect([...event.jar.keys()]).toEqual(['orgdeck-signed-out']);

		event.jar.set('orgdeck-session', `${session.sid}.${session.secret}`);
		expect(readSession(event)).toBeNull();
		const next = { ...session, sid: 'session_01DEF' };
		writeSession(event, next);
		expect(readSession(event)).toEqual(next);
	});

	test('of a new sign-in leaves no token of the one before', () => {
		const event = eventAt('/');
		writeToken(event, tokenFor('org_1'), []);
		writeSession(event, session);
		expect(names(event)).toEqual([]);
	});
});

describe('the token cookies', () => {
	test('live as long as their token', () => {
		const event = eventAt('/');
		writeToken(event, tokenFor('org_1', { life: 123 }), []);
		writeToken(event, tokenFor(null), []);
		expect(event.sent.get('orgdeck-token-org_1')?.options.maxAge).toBeGreaterThan(120);
		expect(event.sent.get('orgdeck-token-org_1')?.options.maxAge).toBeLessThanOrEqual(123);
		expect(readTokens(event)).toHaveLength(2);
		expect(names(event)).toEqual(['orgdeck-token-none', 'orgdeck-token-org_1']);
	});

	test('are three at most: the one nearest its end goes', () => {
		const event = eventAt('/');
		const others = [
			tokenFor('org_1', { life: 100 }),
			tokenFor('org_2', { life: 50 }),
			tokenFor('org_3', { life: 200 })
		];
		for (const other of others) writeToken(event, other, []);
		writeToken(event, tokenFor('org_4'), others);
		expect(names(event)).toEqual([
			'orgdeck-token-org_1',
			'orgdeck-token-org_3',
			'orgdeck-token-org_4'
		]);
	});

	test('weigh 6 kB at most together', () => {
		const event = eventAt('/');
		const others = [
			tokenFor('org_1', { life: 100, size: 3000 }),
			tokenFor('org_2', { life: 200, size: 2000 })
		];
		for (const other of others) writeToken(event, other, []);
		writeToken(event, tokenFor('org_3', { size: 3000 }), others);
		expect(names(event)).toEqual(['orgdeck-token-org_2', 'orgdeck-token-org_3']);
	});

	test('take the place of the older one for the same organization', () => {
		const event = eventAt('/');
		const older = tokenFor('org_1', { size: 3500 });
		writeToken(event, older, []);
		writeToken(event, tokenFor('org_1', { size: 3600 }), [older]);
		expect(names(event)).toEqual(['orgdeck-token-org_1']);
	});

	test('are never larger than a browser keeps', () => {
		const event = eventAt('/');
		const limit = 4096 - 'orgdeck-token-org_1'.length;
		expect(fits(event, tokenFor('org_1', { size: limit }))).toBe(true);
		const large = tokenFor('org_1', { size: limit + 1 });
		expect(fits(event, large)).toBe(false);
		expect(() => writeToken(event, large, [])).toThrow(OversizedToken);
		expect(names(event)).toEqual([]);
	});
});

describe('the flow cookies', () => {
	test('are read once, each for its own sign-in', () => {
		const event = eventAt('/');
		writeFlow(event, 'one', 'sealed 1');
		writeFlow(event, 'two', 'sealed 2');
		expect(takeFlow(event, 'one')).toBe('sealed 1');
		expect(takeFlow(event, 'one')).toBeNull();
		expect(takeFlow(event, 'two')).toBe('sealed 2');
		expect(takeFlow(event, '')).toBeNull();
	});

	test('are three at most: the oldest goes', () => {
		const event = eventAt('/');
		for (const state of ['a', 'b', 'c', 'd', 'e']) writeFlow(event, state, state);
		expect([...event.jar.keys()]).toEqual(['orgdeck-flow-c', 'orgdeck-flow-d', 'orgdeck-flow-e']);
	});
});
