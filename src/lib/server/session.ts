import { getRequestEvent } from '$app/server';
import { error, type Handle, type RequestEvent } from '@sveltejs/kit';
import { Refused, type About } from './authenticate';
import {
	fits,
	forgetSession,
	readSession,
	readTokens,
	writeToken,
	type SessionCookie
} from './cookies';
import { mint, type Wanted } from './mint';
import { SessionStateReader, type SessionState } from './session-state';
import type { Problem } from './shut-out';
import { supabaseFor, type Supabase } from './supabase';
import { isFresh, verify, type Token } from './token';

/** One browser's sign-in, for the length of one request. */
export class Session {
	readonly cookie: SessionCookie;
	/** The token that this request goes on with, once `session` or `organization` found one. */
	token: Token | null = null;
	/** Why there is no token, when a service was away. */
	problem: Problem | null = null;

	#event: RequestEvent;
	#tokens: Promise<Token[]> | null = null;

	constructor(event: RequestEvent, cookie: SessionCookie) {
		this.#event = event;
		this.cookie = cookie;
	}

	/** The tokens that this browser sent, as far as they are real, fresh and of this session. */
	tokens(): Promise<Token[]> {
		return (this.#tokens ??= Promise.all(readTokens(this.#event).map(verify)).then((tokens) =>
			tokens
				.filter((token) => token !== null)
				.filter((token) => {
					return token.sid === this.cookie.sid && isFresh(token);
				})
		));
	}

	/**
	 * Gets a token that the browser did not send, and sends it to the browser.
	 *
	 * @throws {OversizedToken} when it is the one for the organization asked for; any other serves
	 *   this request without being kept
	 */
	async mint(wanted: Wanted): Promise<Token> {
		const token = await mint(this.cookie, wanted, about(this.#event));
		if (wanted.organizationId || fits(this.#event, token)) {
			writeToken(this.#event, token, await this.tokens());
		}
		this.#tokens = this.tokens().then((tokens) => [token, ...tokens]);
		return token;
	}
}

/** Reads who the browser says it is. Whether that is true, its tokens say. */
export const session: Handle = ({ event, resolve }) => {
	const cookie = readSession(event);
	event.locals.session = cookie && new Session(event, cookie);
	event.locals.organization = null;
	return resolve(event);
};

/**
 * The signed-in person outside of an organization, for pages that choose one.
 *
 * @throws HTTP 401 or 503 as an error page
 */
export function signedIn(): { userId: string; sid: string; supabase: Supabase } {
	const event = getRequestEvent();
	const { session } = event.locals;
	if (session?.problem) error(session.problem.status, session.problem.body);
	if (!session?.token) error(401, 'Sign in first.');
	const { userId, sid, jwt } = session.token;
	return { userId, sid, supabase: supabaseFor(event, jwt, null) };
}

/** Somebody who is signed in, on a page that is also for those who are not. */
export interface Visitor {
	userId: string;
	supabase: Supabase;
	state: SessionState;
}

/**
 * Who looks at a page that is also for people who are not signed in.
 *
 * @returns null when nobody is signed in, or no longer
 * @throws {Outage} when a service is away
 */
export async function visitor(event: RequestEvent): Promise<Visitor | null> {
	const { session } = event.locals;
	if (!session) return null;
	try {
		const { jwt, userId } = (await session.tokens())[0] ?? (await session.mint({}));
		const supabase = supabaseFor(event, jwt, null);
		const state = await new SessionStateReader(supabase).read();
		if (!state.sessionEnded) return { userId, supabase, state };
	} catch (reason) {
		if (!(reason instanceof Refused)) throw reason;
	}
	forgetSession(event, session.cookie.sid);
	return null;
}

/** Where a request comes from, for WorkOS. */
export function about(event: RequestEvent): About {
	return {
		ipAddress: addressOf(event),
		userAgent: event.request.headers.get('user-agent')
	};
}

function addressOf(event: RequestEvent): string | null {
	try {
		return event.getClientAddress();
	} catch {
		// The adapter has none, as during prerendering or behind a proxy that does not forward it.
		return null;
	}
}
