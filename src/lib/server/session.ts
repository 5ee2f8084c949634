import { getRequestEvent } from '$app/server';
import { error, type Handle, type RequestEvent } from '@sveltejs/kit';
import { addressOf } from './address';
import { afterwards } from './afterwards';
import { Refused, type About } from './authenticate';
import {
	fits,
	forgetSession,
	readSession,
	readTokens,
	writeToken,
	type SessionCookie
} from './cookies';
import type { Wanted } from './keep';
import { mint, type Errand } from './mint';
import { timed } from './server-timing';
import { SessionStateReader, type SessionState } from './session-state';
import type { Problem } from './shut-out';
import { supabaseFor, type Supabase } from './supabase';
import { isFresh, verify, type Token } from './token';
import { waitUntil } from './wait-until';

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
		const verified = () => Promise.all(readTokens(this.#event).map(verify));
		return (this.#tokens ??= timed(this.#event, 'session', verified()).then((tokens) =>
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
		const work = mint(this.cookie, wanted, errandOf(this.#event));
		// WorkOS gives a token once: on workers, too, it is stored when nobody waits for it any more.
		waitUntil(
			this.#event,
			work.catch(() => {})
		);
		const token = await work;
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
	event.locals.problem = null;
	event.locals.once = null;
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
	sid: string;
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
		const { jwt, userId, sid } = (await session.tokens())[0] ?? (await session.mint({}));
		const supabase = supabaseFor(event, jwt, null);
		const state = await new SessionStateReader(supabase).read();
		if (!state.sessionEnded) return { userId, sid, supabase, state };
	} catch (reason) {
		if (!(reason instanceof Refused)) throw reason;
		// They are signed in, though not to anything that a page for everybody needs.
		if (reason.reason !== 'signed out') return null;
	}
	forgetSession(event, session.cookie.sid);
	return null;
}

/** The request for which a token is minted. */
export function errandOf(event: RequestEvent): Errand {
	return { about: about(event), later: (work) => afterwards(event, work) };
}

/** Where a request comes from, for WorkOS. */
export function about(event: RequestEvent): About {
	return {
		ipAddress: addressOf(event),
		userAgent: event.request.headers.get('user-agent')
	};
}
