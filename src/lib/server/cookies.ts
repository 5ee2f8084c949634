import type { Cookies, RequestEvent } from '@sveltejs/kit';
import { isFresh, now, type Token } from './token';

/** A browser refuses a cookie whose name and value are longer than this, in bytes. */
const cookieLimit = 4096;
/** How many tokens a browser carries, and their size together in bytes, before the oldest goes. */
const tokenLimits = { count: 3, size: 6_000 };
/** How many sign-ins a browser may have under way. */
const flowLimit = 3;
const flowLife = 60 * 60;
/** The browser forgets a session after this, in seconds; WorkOS usually ends it before. */
const sessionLife = 400 * 24 * 60 * 60;

/** Who a browser says it is: the session's id, and the secret that proves it. */
export interface SessionCookie {
	sid: string;
	secret: string;
}

/** A token that is too large for a browser to keep. */
export class OversizedToken extends Error {
	override name = 'OversizedToken';
}

/**
 * The `__Host-` prefix binds a cookie to this host over https. Plain http, which is for
 * development, refuses the prefix.
 */
function named(url: URL, name: string): string {
	return url.protocol === 'https:' ? `__Host-${name}` : name;
}

function options(url: URL, maxAge: number) {
	return {
		path: '/',
		httpOnly: true,
		secure: url.protocol === 'https:',
		sameSite: 'lax',
		maxAge
	} as const;
}

/** What the session cookie says, if this browser has one and did not sign out of it. */
export function readSession({ cookies, url }: RequestEvent): SessionCookie | null {
	const value = cookies.get(named(url, 'orgdeck-session'));
	const [, sid, secret] = value?.match(/^([\w-]{1,128})\.([\w-]{43})$/) ?? [];
	if (!sid || !secret) return null;
	// An answer that was under way during sign-out may have brought cookies back.
	if (cookies.get(named(url, 'orgdeck-signed-out')) === sid) return null;
	return { sid, secret };
}

/** Keeps a new session, and nothing of the one before it. */
export function writeSession(event: RequestEvent, { sid, secret }: SessionCookie): void {
	const { cookies, url } = event;
	for (const name of tokenNames(event)) cookies.delete(name, options(url, 0));
	cookies.set(named(url, 'orgdeck-session'), `${sid}.${secret}`, options(url, sessionLife));
	cookies.delete(named(url, 'orgdeck-signed-out'), options(url, 0));
}

/** Forgets a session and leaves a mark that makes late answers harmless. */
export function forgetSession(event: RequestEvent, sid: string): void {
	const { cookies, url } = event;
	cookies.delete(named(url, 'orgdeck-session'), options(url, 0));
	for (const name of tokenNames(event)) cookies.delete(name, options(url, 0));
	cookies.set(named(url, 'orgdeck-signed-out'), sid, options(url, 60 * 60));
}

/** The access tokens that this browser sent, unverified. */
export function readTokens(event: RequestEvent): string[] {
	return tokenNames(event).map((name) => event.cookies.get(name)!);
}

/** Whether a browser would keep this token. */
export function fits({ url }: RequestEvent, { organizationId, jwt }: Token): boolean {
	return tokenName(url, organizationId).length + jwt.length <= cookieLimit;
}

/**
 * Keeps a token in the browser for the rest of its life, and lets go of those nearest their end
 * when there are too many.
 *
 * @throws {OversizedToken} rather than letting the browser drop it without a word
 */
export function writeToken(event: RequestEvent, token: Token, others: Token[]): void {
	if (!fits(event, token)) throw new OversizedToken();

	const { cookies, url } = event;
	const name = tokenName(url, token.organizationId);
	cookies.set(name, token.jwt, options(url, Math.max(1, token.expiresAt - now())));

	let size = token.jwt.length;
	const kept = others
		.filter((other) => other.organizationId !== token.organizationId && isFresh(other))
		.sort((a, b) => b.expiresAt - a.expiresAt);
	for (const [index, other] of kept.entries()) {
		size += other.jwt.length;
		if (index + 2 > tokenLimits.count || size > tokenLimits.size) {
			cookies.delete(tokenName(url, other.organizationId), options(url, 0));
		}
	}
}

function tokenName(url: URL, organizationId: string | null): string {
	return named(url, `orgdeck-token-${organizationId ?? 'none'}`);
}

function tokenNames({ cookies, url }: RequestEvent): string[] {
	const prefix = named(url, 'orgdeck-token-');
	return names(cookies, prefix);
}

function names(cookies: Cookies, prefix: string): string[] {
	return cookies
		.getAll()
		.map(({ name }) => name)
		.filter((name) => name.startsWith(prefix));
}

/** Keeps what a sign-in needs when the browser comes back; each sign-in has a cookie of its own. */
export function writeFlow({ cookies, url }: RequestEvent, state: string, sealed: string): void {
	const prefix = named(url, 'orgdeck-flow-');
	const older = names(cookies, prefix);
	for (const name of older.slice(0, Math.max(0, older.length - flowLimit + 1))) {
		cookies.delete(name, options(url, 0));
	}
	cookies.set(prefix + state, sealed, options(url, flowLife));
}

/** Keeps the secret of an invitation's link, so that it stands in no address from here on. */
export function writeInvitation({ cookies, url }: RequestEvent, token: string): void {
	cookies.set(named(url, 'orgdeck-invitation'), token, options(url, flowLife));
}

export function readInvitation({ cookies, url }: RequestEvent): string | null {
	return cookies.get(named(url, 'orgdeck-invitation')) ?? null;
}

export function dropInvitation({ cookies, url }: RequestEvent): void {
	cookies.delete(named(url, 'orgdeck-invitation'), options(url, 0));
}

/** Takes what `writeFlow` kept for this state, once. */
export function takeFlow({ cookies, url }: RequestEvent, state: string): string | null {
	const name = named(url, 'orgdeck-flow-') + state;
	const sealed = cookies.get(name) ?? null;
	if (sealed) cookies.delete(name, options(url, 0));
	return sealed;
}
