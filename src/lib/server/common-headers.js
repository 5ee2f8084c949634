/*
 * The headers that every answer has, whoever makes it: `headers.ts` gives them to what SvelteKit
 * answers, and `adapters/` to the rest: assets, what is refused before any hook runs, and what a
 * hook throws. They copy this file beside the build, so it is JavaScript and imports nothing.
 */

/** @type {Record<string, string>} */
const always = {
	// What is called an image or a text is not run as a script.
	'x-content-type-options': 'nosniff',
	// frame-ancestors, for browsers that know only this.
	'x-frame-options': 'DENY',
	// Other sites never hear which organization somebody looked at. With no-referrer, which says even
	// less, browsers send forms with `Origin: null`, and no form of ours would be taken.
	'referrer-policy': 'same-origin',
	'permissions-policy':
		'camera=(), display-capture=(), geolocation=(), microphone=(), midi=(), payment=(), publickey-credentials-get=(), serial=(), usb=(), hid=(), browsing-topics=()',
	// No other site holds a handle on our windows, or reads our answers as images and scripts.
	'cross-origin-opener-policy': 'same-origin',
	'cross-origin-resource-policy': 'same-origin'
};

/**
 * For two years. Not for subdomains, which are not ours to speak for: cookies are bound to this very
 * host by their `__Host-` prefix.
 */
const strictTransport = 'max-age=63072000';

/** For what is no page of SvelteKit's: texts, data, files and the few pages without it. No scripts. */
export const plainPolicy =
	"default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'";

export const unkept = 'private, no-store';

/**
 * Adds what an answer lacks, and leaves what it says itself.
 *
 * @param {{ has(name: string): boolean, set(name: string, value: string): unknown }} headers
 * @param {{ status: number, isHttps: boolean }} answer
 */
export function complete(headers, { status, isHttps }) {
	/** @param {string} name @param {string} value */
	const add = (name, value) => {
		if (!headers.has(name)) headers.set(name, value);
	};
	for (const [name, value] of Object.entries(always)) add(name, value);
	if (isHttps) add('strict-transport-security', strictTransport);
	add('content-security-policy', `${plainPolicy}; form-action 'self'`);
	// Only what was asked for and is there may be kept: no redirect, no refusal, no fault.
	if (![200, 206, 304].includes(status)) add('cache-control', unkept);
}
