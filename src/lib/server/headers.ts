import type { Handle } from '@sveltejs/kit';
import { complete, plainPolicy, unkept } from './common-headers';
import { configIfRight } from './config';

/**
 * Gives each answer the headers that keep browsers from doing what we did not mean; those that
 * differ from page to page are made here, the others in `common-headers.js`.
 */
export const headers: Handle = async ({ event, resolve }) => {
	const response = await resolve(event);
	const { headers, status } = response;
	const isHttps = event.url.protocol === 'https:';
	// A page holds a nonce, and mostly what is private: who may keep an answer has to say so.
	if (!headers.has('cache-control')) headers.set('cache-control', unkept);
	const policy = headers.get('content-security-policy') ?? plainPolicy;
	headers.set('content-security-policy', `${policy}; ${formAction()}`);
	complete(headers, { status, isHttps });
	return response;
};

/**
 * Where forms may lead. Browsers hold not only the form to it but each redirect that comes after, so
 * signing out, joining as somebody else and setting up a sign-in need the sites that WorkOS leads
 * through. These are known only when the app runs.
 */
function formAction(): string {
	// The page that says that the app is not set up has no form that leads away.
	return `form-action ${["'self'", ...(configIfRight()?.formOrigins ?? [])].join(' ')}`;
}
