import type { Handle, RequestEvent } from '@sveltejs/kit';
import { retryAfter } from './outage';
import { signIn } from './sign-in';

/** The folder is the rule: a route is as private as the folders it sits in. */
export function isSignedInOnly({ route }: RequestEvent): boolean {
	return route.id?.split('/').includes('(signed-in)') ?? false;
}

/** What a browser may keep of its person's: the answer of an address that never says anything else. */
export const keptForGood = 'private, max-age=31536000, immutable';

/** Lets nobody into a private route without a session, and no cache keep what it answers. */
export const guard: Handle = async ({ event, resolve }) => {
	const signedInOnly = isSignedInOnly(event);
	if (signedInOnly && !event.locals.session) return signIn(event);

	const response = await resolve(event);
	const isKept = response.ok && response.headers.get('cache-control') === keptForGood;
	if (signedInOnly && !isKept) response.headers.set('cache-control', 'private, no-store');
	if (response.status === 503) response.headers.set('retry-after', String(retryAfter));
	return response;
};
