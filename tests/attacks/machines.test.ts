import { beforeAll, describe, expect, test } from 'vitest';
import { unique } from '../fixtures.ts';
import { webhookOf } from '../mirror/workos.ts';
import { stack } from '../stack.ts';
import { app, everythingOf, expectRefused, newPlace } from './world.ts';
import type { Place } from './world.ts';

/* Those who claim to be WorkOS or the scheduler. */

let place: Place;
beforeAll(async () => void (place = await newPlace()));

async function post(path: string, headers: Record<string, string>, body: BodyInit) {
	const response = await fetch(app + path, {
		method: 'POST',
		headers: { 'content-type': 'application/json', ...headers },
		body
	});
	return {
		status: response.status,
		headers: response.headers,
		body: await response.text(),
		location: ''
	};
}

const gone = () => ({
	id: `event_${unique()}`,
	event: 'organization.deleted',
	created_at: new Date().toISOString(),
	data: {
		object: 'organization',
		id: place.organization.id,
		name: place.organization.name,
		created_at: new Date(0).toISOString(),
		updated_at: new Date().toISOString()
	}
});

const signed = () => webhookOf(gone());
const time = () => Date.now();

/** Signatures that prove nothing. */
const signatures: Record<string, () => [payload: string, signature: string]> = {
	none: () => [signed().payload, ''],
	'of nothing': () => [signed().payload, `t=${time()}, v1=`],
	'without a time': () => [signed().payload, signed().signature.replace(/t=\d+, /, '')],
	'of zeros': () => [signed().payload, `t=${time()}, v1=${'0'.repeat(64)}`],
	'with an empty secret': () => {
		const { payload, signature } = webhookOf(gone(), { secret: 'undefined' });
		return [payload, signature];
	},
	'with the API key': () => {
		const { payload, signature } = webhookOf(gone(), { secret: stack.env.WORKOS_API_KEY });
		return [payload, signature];
	},
	'of an hour ago': () => {
		const { payload, signature } = webhookOf(gone(), { at: time() - 3_600_000 });
		return [payload, signature];
	},
	'of tomorrow, in another’s name': () => {
		const { payload, signature } = webhookOf(gone(), { at: time() + 86_400_000, secret: 'x' });
		return [payload, signature];
	},
	'with a new time': () => [
		signed().payload,
		signed().signature.replace(/t=\d+/, `t=${time() + 1}`)
	],
	'with two times': () => {
		const old = webhookOf(gone(), { at: time() - 3_600_000 });
		return [old.payload, `t=${time()}, ${old.signature}`];
	},
	'of another payload': () => [JSON.stringify(gone()), signed().signature],
	'with a space more': () => {
		const { payload, signature } = signed();
		return [`${payload} `, signature];
	},
	'that is cut off': () => {
		const { payload, signature } = signed();
		return [payload, signature.slice(0, -2)];
	},
	'that is longer': () => {
		const { payload, signature } = signed();
		return [payload, `${signature}00`];
	},
	'in another version': () => {
		const { payload, signature } = signed();
		return [payload, signature.replace('v1=', 'v0=')];
	},
	'with a time that is no number': () => {
		const { payload, signature } = signed();
		return [payload, signature.replace(/t=\d+/, 't=NaN')];
	},
	'with a time without end': () => {
		const { payload, signature } = signed();
		return [payload, signature.replace(/t=\d+/, 't=Infinity')];
	},
	'that is very long': () => [signed().payload, 'v1='.repeat(4_000)]
};

describe('a webhook with a signature', () => {
	test.each(Object.keys(signatures))('%s is refused', async (name) => {
		const before = await everythingOf(place);
		const [payload, signature] = signatures[name]!();
		const headers = { 'content-type': 'application/json', 'workos-signature': signature };
		expectRefused(await post('/webhooks/workos', headers, payload), name);
		expect(await everythingOf(place)).toBe(before);
	});
});

test('a webhook that is huge is refused, signed or not', async () => {
	const { payload, signature } = webhookOf({ ...gone(), more: 'x'.repeat(600_000) });
	for (const given of [signature, '']) {
		const answer = await post('/webhooks/workos', { 'workos-signature': given }, payload);
		expect(answer.status).toBe(413);
	}
	expect((await place.visitor.open(`${place.here}/tasks`)).status).toBe(200);
});

describe('a webhook that is signed and makes no sense breaks nothing', () => {
	test.each([
		...['null', '1', '"x"', '[]', '{}', '{"event":"organization.deleted"}', '{"id":1,"event":2}'],
		...['{"event":"__proto__","data":{}}', '{"__proto__":{"event":"x"}}', 'not json', '']
	])('%s', async (payload) => {
		const { createHmac } = await import('node:crypto');
		const at = Date.now();
		const hash = createHmac('sha256', stack.env.WORKOS_WEBHOOK_SECRET)
			.update(`${at}.${payload}`)
			.digest('hex');
		const before = await everythingOf(place);
		const headers = { 'workos-signature': `t=${at}, v1=${hash}` };
		const { status } = await post('/webhooks/workos', headers, payload);
		expect(status).toBeLessThan(500);
		expect(await everythingOf(place)).toBe(before);
	});
});

describe('the sync does not start for', () => {
	const secret = stack.env.SYNC_SECRET;
	test.each([
		['nobody', {}],
		['an empty secret', { authorization: 'Bearer ' }],
		['a wrong secret', { authorization: `Bearer ${'x'.repeat(44)}` }],
		['the beginning of the secret', { authorization: `Bearer ${secret?.slice(0, -1)}` }],
		['the secret and more', { authorization: `Bearer ${secret}x` }],
		['the secret without its word', { authorization: String(secret) }],
		['the secret as a password', { authorization: `Basic ${btoa(`:${secret}`)}` }],
		['the secret under another name', { 'x-authorization': `Bearer ${secret}` }],
		['undefined', { authorization: 'Bearer undefined' }],
		['null', { authorization: 'Bearer null' }],
		['the API key', { authorization: `Bearer ${stack.env.WORKOS_API_KEY}` }],
		['the secret key', { authorization: `Bearer ${stack.env.SUPABASE_SECRET_KEY}` }],
		['very much', { authorization: `Bearer ${'x'.repeat(7_000)}` }]
	] as [string, Record<string, string>][])('%s', async (_, headers) => {
		for (const path of [
			'/internal/sync',
			'/internal/sync?full',
			`/internal/sync?secret=${secret}`
		]) {
			const answer = await post(path, headers, '');
			expect(answer.status).toBe(401);
			expect(answer.body).not.toContain(secret);
		}
	});

	test('an admin, or a link', async () => {
		expect((await place.visitor.post('/internal/sync')).status).toBe(401);
		expect((await place.visitor.open('/internal/sync')).status).toBe(405);
	});
});
