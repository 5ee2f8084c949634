import pg from 'pg';
import type { Keep } from '../../../src/lib/server/keep.ts';
import { seal, unseal } from '../../../src/lib/server/seal.ts';
import { signed } from '../../fixtures.ts';
import type { Person } from '../../fixtures.ts';
import { stack } from '../../stack.ts';
import { hook } from '../people/people.ts';
import type { Visitor } from './visitor.ts';

/*
 * Five minutes pass, without waiting for them.
 */

const owner = new pg.Pool({ connectionString: stack.databaseUrl, max: 2, allowExitOnIdle: true });
const purpose = 'orgdeck session';

/** What stands in a token, unverified. */
export function claimsOf(jwt: string): Record<string, unknown> & { sid: string; exp: number } {
	const [, payload = ''] = jwt.split('.');
	return JSON.parse(Buffer.from(payload, 'base64url').toString());
}

/** The session that this browser holds. */
export function sessionOf(visitor: Visitor): { sid: string; secret: string } {
	const [sid = '', secret = ''] = visitor.cookies().get('orgdeck-session')?.split('.') ?? [];
	return { sid, secret };
}

/** The access tokens that this browser holds, by the organization in the cookie's name. */
export function tokensOf(visitor: Visitor): Map<string, string> {
	const prefix = 'orgdeck-token-';
	const entries = [...visitor.cookies()].filter(([name]) => name.startsWith(prefix));
	return new Map(entries.map(([name, value]) => [name.slice(prefix.length), value]));
}

/**
 * Makes all access tokens of this browser's session expire: its own and those in the session record.
 *
 * @param passwords under one of which that is sealed, and stays so
 */
export async function letTokensExpire(
	visitor: Visitor,
	passwords = [stack.env.COOKIE_PASSWORD]
): Promise<void> {
	const { sid, secret } = sessionOf(visitor);
	for (const [id, token] of tokensOf(visitor)) {
		visitor.setCookie(`orgdeck-token-${id}`, await expired(token));
	}
	await rewriteKeep({ sid, secret, passwords }, async (keep) => ({
		...keep,
		organizations: await Promise.all(
			keep.organizations.map(async (one) => ({ ...one, token: await expired(one.token) }))
		)
	}));
}

/** As if the person had signed in so many seconds earlier, from this browser's next token on. */
export async function letSignInAge(
	visitor: Visitor,
	{ id }: Pick<Person, 'id'>,
	seconds: number
): Promise<void> {
	await hook('sign-ins/age', { user_id: id, seconds });
	await letTokensExpire(visitor);
}

interface SessionRecord {
	sid: string;
	secret: string;
	passwords: string[];
}

/** Changes what a session record keeps. */
async function rewriteKeep(
	{ sid, secret, passwords }: SessionRecord,
	change: (keep: Keep) => Promise<Keep>
): Promise<void> {
	const { rows } = await owner.query<{ sealed: string }>(
		'select sealed from app.sessions where sid = $1',
		[sid]
	);
	for (const password of passwords) {
		const keep = await unseal<Keep>(rows[0]?.sealed ?? '', [password], secret, purpose);
		if (!keep) continue;
		const sealed = await seal(await change(keep), [password], secret, purpose);
		await owner.query('update app.sessions set sealed = $2 where sid = $1', [sid, sealed]);
		return;
	}
	throw new Error('This browser has no live session.');
}

/** The same token with these claims changed, as WorkOS would sign it now. */
export function signedAnew(token: string, changes: object): Promise<string> {
	// The times and the id of the old one are left out, and so made anew.
	const times = { iat: undefined, exp: undefined, jti: undefined };
	return signed({ ...claimsOf(token), ...times, ...changes });
}

/** So many seconds before now, as tokens count. */
export function ago(seconds: number): number {
	return Math.floor(Date.now() / 1000) - seconds;
}

const expiredTokens = new Map<string, Promise<string>>();

/** The same token as WorkOS would have signed it ten minutes ago. */
function expired(token: string): Promise<string> {
	const { sid, org_id } = claimsOf(token);
	const key = `${sid} ${org_id}`;
	const known = expiredTokens.get(key) ?? signedAnew(token, { iat: ago(600), exp: ago(300) });
	expiredTokens.set(key, known);
	return known;
}
