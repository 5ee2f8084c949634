import { timestamp } from './environment.ts';
import type { Environment } from './environment.ts';
import { newSecret } from './ids.ts';
import type { BrowserSession, User } from './rows.ts';

/*
 * Who signed in here with which browser. WorkOS lets them through as long as that lasts. In a demo one
 * wants to choose another person each time, so here it counts only where an app says with `max_age`
 * how old a sign-in may be.
 */

const name = 'authkit-session';
const lifetime = 30 * 24 * 60 * 60;

/** The id in the cookies of a request. */
export function browserIn(cookies: string | undefined): string | null {
	return cookies?.match(new RegExp(`(?:^|; )${name}=([^;]*)`))?.[1] ?? null;
}

/** Remembers that somebody showed who they are, and gives the cookie to remember it by. */
export function remember(
	{ store, now }: Environment,
	user: User
): { session: BrowserSession; cookie: string } {
	const session = store.browserSessions.put({
		id: newSecret(),
		user_id: user.id,
		signed_in_at: timestamp(now()),
		expires_at: timestamp(now() + lifetime * 1000)
	});
	const cookie = `${name}=${session.id}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${lifetime}`;
	return { session, cookie };
}

/** Who signed in with this browser, if that is not too long ago. */
export function remembered(
	{ store, now }: Environment,
	browser: string | null
): BrowserSession | undefined {
	const session = store.browserSessions.get(browser);
	return session && session.expires_at > timestamp(now()) ? session : undefined;
}
