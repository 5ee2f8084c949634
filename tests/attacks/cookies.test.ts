import { createHash, createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { ago, claimsOf, sessionOf, signedAnew, tokensOf } from '../journeys/session/tokens.ts';
import { Visitor } from '../journeys/session/visitor.ts';
import { stack } from '../stack.ts';
import { app, expectHarmless, newPlace } from './world.ts';
import type { Place } from './world.ts';

/* Cookies and tokens that somebody made, took or changed, at the app and at the Data API itself. */

let mine: Place;
let theirs: Place;
let token: string;
let bad: Record<string, string>;
const key = generateKeyPairSync('rsa', { modulusLength: 2048 });

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

function made(head: object, claims: object, signature: (text: string) => string): string {
	const text = `${encode(head)}.${encode(claims)}`;
	return `${text}.${signature(text)}`;
}

const byMe = (text: string) =>
	sign('sha256', Buffer.from(text), key.privateKey).toString('base64url');
const shared = (secret: string | Buffer) => (text: string) =>
	createHmac('sha256', secret).update(text).digest('base64url');

const names = [
	...['unsigned', 'unsigned, in capitals', 'unsigned, in both', 'unsigned, with a signature'],
	...['without an algorithm', 'signed by somebody else', 'with a key of its own'],
	...['with the address of a key', 'with a certificate of its own', 'with a path for a key'],
	...['with a statement for a key', 'signed with the public key', 'signed with the key’s modulus'],
	...[
		'signed with an empty secret',
		'signed with the anon key',
		'with other claims, signature kept'
	],
	...['as an admin, signature kept', 'as the service role, signature kept', 'cut off', 'doubled'],
	...['with a fourth part', 'without a signature', 'of nothing but dots', 'empty', 'not base64'],
	...['a list', 'very long', 'expired', 'not valid yet', 'of another issuer and role']
];

beforeAll(async () => {
	[mine, theirs] = await Promise.all([newPlace(), newPlace()]);
	token = tokensOf(mine.visitor).get(mine.organization.id)!;
	const claims = {
		...claimsOf(token),
		sub: theirs.admin.id,
		org_id: theirs.organization.id,
		user_role: 'admin'
	};
	const [head = '', , signature = ''] = token.split('.');
	const { kid } = JSON.parse(Buffer.from(head, 'base64url').toString()) as { kid: string };
	const response = await fetch(
		`${stack.env.WORKOS_API_URL}/sso/jwks/${stack.env.WORKOS_CLIENT_ID}`
	);
	const { keys } = (await response.json()) as { keys: { n: string; x5c: string[] }[] };
	const rs = { alg: 'RS256', kid, typ: 'JWT' };
	const hs = { alg: 'HS256', kid, typ: 'JWT' };
	const none = () => '';
	const kept = (changes: object) => `${head}.${encode({ ...claims, ...changes })}.${signature}`;
	const values = [
		made({ alg: 'none', kid }, claims, none),
		made({ alg: 'NONE', kid }, claims, none),
		made({ alg: 'nOnE', kid }, claims, none),
		made({ alg: 'none', kid }, claims, () => signature),
		made({ kid }, claims, none),
		made(rs, claims, byMe),
		made({ ...rs, jwk: key.publicKey.export({ format: 'jwk' }) }, claims, byMe),
		made({ ...rs, jku: 'http://127.0.0.1:9/jwks' }, claims, byMe),
		made({ ...rs, x5c: keys[0]!.x5c, x5u: 'http://127.0.0.1:9/' }, claims, byMe),
		made({ ...hs, kid: '../../../../dev/null' }, claims, shared('')),
		made({ ...hs, kid: "' union select 'a" }, claims, shared('a')),
		made(hs, claims, shared(Buffer.from(keys[0]!.x5c[0]!, 'base64'))),
		made(hs, claims, shared(Buffer.from(keys[0]!.n, 'base64url'))),
		made(hs, claims, shared('')),
		made(hs, claims, shared(stack.env.PUBLIC_SUPABASE_PUBLISHABLE_KEY)),
		kept({}),
		kept({ sub: mine.admin.id }),
		kept({ role: 'service_role' }),
		token.slice(0, -20),
		`${token}${token}`,
		`${token}.${signature}`,
		`${token.split('.').slice(0, 2).join('.')}.`,
		'..',
		'',
		'%%%.%%%.%%%',
		`${head}.${encode([1])}.${signature}`,
		'x'.repeat(9_000),
		await signedAnew(token, { exp: ago(60) }),
		await signedAnew(token, { nbf: ago(-600), iat: ago(-600), exp: ago(-900) }),
		made(rs, { ...claims, iss: 'https://evil.test', role: 'postgres' }, byMe)
	];
	bad = Object.fromEntries(names.map((name, index) => [name, values[index]!]));
	expect(values).toHaveLength(names.length);
});

describe.each(names)('a token %s', (name) => {
	test('opens nothing of another organization', async () => {
		const visitor = new Visitor(app);
		const { sid, secret } = sessionOf(mine.visitor);
		visitor.setCookie('orgdeck-session', `${sid}.${secret}`);
		visitor.setCookie(`orgdeck-token-${theirs.organization.id}`, bad[name]!);
		const answer = await visitor.open(`${theirs.here}/tasks`);
		expectHarmless(answer, name);
		expect(answer.status).not.toBe(200);
		expect(answer.body).not.toContain(theirs.task.title);
	});

	test('reads nothing at the Data API', async () => {
		const response = await fetch(`${stack.env.PUBLIC_SUPABASE_URL}/rest/v1/tasks?select=title`, {
			headers: {
				apikey: stack.env.PUBLIC_SUPABASE_PUBLISHABLE_KEY,
				authorization: `Bearer ${bad[name]!.replaceAll('\n', '')}`
			}
		}).catch(() => null);
		const body = (await response?.text()) ?? '';
		expect(body).not.toContain(theirs.task.title);
		// The only one of these that WorkOS signed and that counts for its own organization a bit later.
		if (response && name !== 'not valid yet') expect(response.status).toBeGreaterThanOrEqual(400);
	});
});

describe('a session cookie', () => {
	const cookies: Record<string, () => string> = {
		'with the secret of another': () =>
			`${sessionOf(theirs.visitor).sid}.${sessionOf(mine.visitor).secret}`,
		'with the hash of the secret': () => {
			const { sid, secret } = sessionOf(theirs.visitor);
			return `${sid}.${createHash('sha256').update(secret).digest('base64url')}`;
		},
		'without a secret': () => sessionOf(theirs.visitor).sid,
		'with an empty secret': () => `${sessionOf(theirs.visitor).sid}.`,
		'with a wildcard': () => `%.${sessionOf(theirs.visitor).secret}`,
		'with a filter': () => `eq.${sessionOf(theirs.visitor).sid}.${'A'.repeat(43)}`,
		'with a statement': () => `' or 1=1 --.${'A'.repeat(43)}`,
		'with a path': () => `../${sessionOf(theirs.visitor).sid}.${'A'.repeat(43)}`,
		'as JSON': () => JSON.stringify(sessionOf(theirs.visitor)),
		'that is an access token': () => tokensOf(theirs.visitor).get(theirs.organization.id)!,
		'of zeros': () => `${'0'.repeat(32)}.${'0'.repeat(43)}`,
		'that is __proto__': () => '__proto__.constructor',
		'that is too large': () => 'x'.repeat(7_900)
	};
	test.each(Object.keys(cookies))('%s is nobody’s', async (what) => {
		const visitor = new Visitor(app);
		visitor.setCookie('orgdeck-session', cookies[what]!());
		const answer = await visitor.open(`${theirs.here}/tasks`);
		expectHarmless(answer, what);
		expect(answer.status).toBe(303);
		expect(new URL(answer.location).pathname).toBe('/sign-in');
	});

	test('named twice, in another case or with a prefix is nobody’s', async () => {
		const { sid, secret } = sessionOf(theirs.visitor);
		for (const name of ['Orgdeck-Session', '__Host-orgdeck-session', '$orgdeck-session']) {
			const visitor = new Visitor(app);
			visitor.setCookie(name, `${sid}.${secret}`);
			expect((await visitor.open(`${theirs.here}/tasks`)).status, name).toBe(303);
		}
	});

	test('of a sign-in that began elsewhere finishes none', async () => {
		const [one, other] = [new Visitor(app), new Visitor(app)];
		const callback = await one.authorize(theirs.admin);
		const answer = await other.open(callback);
		expect(answer.status).toBe(400);
		expect(other.cookies().has('orgdeck-session')).toBe(false);
	});
});

test('the control: her own cookies open her tasks', async () => {
	expect((await theirs.visitor.open(`${theirs.here}/tasks`)).body).toContain(theirs.task.title);
});
