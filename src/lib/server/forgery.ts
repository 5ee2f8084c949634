import type { Handle, RequestEvent } from '@sveltejs/kit';
import { plainPage } from './plain-page';

/** Folders for machines, which prove who they are with each request and send no cookies. */
const machines = ['/webhooks/', '/internal/'];

/** Methods that change nothing. */
const harmless = ['GET', 'HEAD', 'OPTIONS'];

/**
 * Refuses whatever another site has a browser send. SvelteKit does so for the content types that
 * forms have; a script elsewhere on the same site, for which SameSite cookies are no obstacle, can
 * leave the content type out.
 */
export const forgery: Handle = async ({ event, resolve }) => {
	if (isForged(event)) {
		return plainPage(
			403,
			'This came from another site',
			'<p>Nothing was changed. Go to <a href="/">the front page</a> and do it there.</p>'
		);
	}
	return resolve(event);
};

function isForged({ request, route, url }: RequestEvent): boolean {
	if (harmless.includes(request.method)) return false;
	if (machines.some((folder) => route.id?.startsWith(folder))) return false;
	// Every browser says where a post comes from.
	return request.headers.get('origin') !== url.origin;
}
