import { fileURLToPath } from 'node:url';

/*
 * What never comes to a hook has its headers from here: assets, forms of other sites, bodies that are
 * too large, redirects and faults that a hook throws. So each adapter puts a file of ours before what
 * SvelteKit's adapter makes, and these beside it.
 */

/** @param {string} path */
const file = (path) => fileURLToPath(new URL(path, import.meta.url));

export const beside = {
	file,
	headers: file('../src/lib/server/common-headers.js'),
	/** Those that `answer.js` needs, by the names it imports them by. */
	answer: {
		'answer.js': file('answer.js'),
		'origin.js': file('origin.js'),
		'common-headers.js': file('../src/lib/server/common-headers.js')
	}
};

/**
 * The headers of what a host serves by itself, without asking us.
 *
 * @returns {Promise<Map<string, string>>}
 */
export async function headersOfAssets() {
	const { complete } = await import('../src/lib/server/common-headers.js');
	const headers = new Map();
	// These hosts answer over https, and a browser passes it over on anything else.
	complete(headers, { status: 200, isHttps: true });
	return headers;
}

/**
 * The same as lines of a `_headers` file, which Cloudflare and Netlify read.
 *
 * @returns {Promise<string>}
 */
export async function headersFile() {
	const lines = [...(await headersOfAssets())].map(([name, value]) => `  ${name}: ${value}`);
	return ['', '/*', ...lines, ''].join('\n');
}
