import type { Handle } from '@sveltejs/kit';
import { retryAfter } from './outage';
import { signIn } from './sign-in';

/** The folder is the rule: a route is as private as the folders it sits in. */
export const guard: Handle = async ({ event, resolve }) => {
	const signedInOnly = event.route.id?.split('/').includes('(signed-in)') ?? false;
	if (signedInOnly && !event.locals.session) return signIn(event);

	const response = await resolve(event);
	if (signedInOnly) response.headers.set('cache-control', 'private, no-store');
	if (response.status === 503) response.headers.set('retry-after', String(retryAfter));
	return response;
};
