import { complete } from './common-headers.js';
import { originOf } from './origin.js';

/*
 * What stands before SvelteKit on hosts that hand over a request: it is copied beside each build, and
 * is JavaScript for that reason.
 */

/**
 * Answers a request as one for the address that browsers know, with all headers.
 *
 * @param {Request} request
 * @param {Record<string, unknown>} env
 * @param {(request: Request) => Response | Promise<Response>} respond
 * @returns {Promise<Response>}
 */
export async function answer(request, env, respond) {
	const url = new URL(request.url);
	const origin = originOf(url, env);
	const given = origin ? await respond(at(origin, url, request)) : unknown(url);
	// What comes from a cache or from the assets cannot be changed, a copy can.
	const response = new Response(given.body, given);
	const isHttps = (origin ?? url.protocol).startsWith('https:');
	complete(response.headers, { status: response.status, isHttps });
	return response;
}

/**
 * @param {string} origin
 * @param {URL} url
 * @param {Request} request
 */
function at(origin, url, request) {
	if (origin === url.origin) return request;
	// Not resolved as a path: `//evil.test` is one that names another host.
	return new Request(origin + url.href.slice(url.origin.length), request);
}

/**
 * 421 is for a server that does not speak for the host it was asked at (RFC 9110, 15.5.20).
 *
 * @param {URL} url
 */
function unknown({ origin }) {
	return new Response(
		`This deployment does not know that it is found at ${origin}.\n` +
			'If it is, set ORIGIN to that address, or PREVIEW_ORIGINS for previews: docs/deploy.md says how.\n',
		{ status: 421, headers: { 'content-type': 'text/plain; charset=utf-8' } }
	);
}
