/*
 * Where browsers find a deployment. SvelteKit makes all of its addresses of the request's: where it
 * redirects, which forms are its own, the redirect URI that WorkOS compares. A request's host is what
 * somebody wrote there, so it counts only where the deployment itself, or its host, says that it is one
 * of its own.
 */

/**
 * The origin under which a request is answered: its own if it is known, else the first that is. Null
 * when none is known.
 *
 * @param {URL} url of the request
 * @param {Record<string, unknown>} env
 * @returns {string | null}
 */
export function originOf(url, env) {
	const known = originsOf(env);
	if (known.some((pattern) => matches(pattern, url.origin))) return url.origin;
	// A proxy in front may ask under another name than the browser does.
	return known.find((origin) => !origin.includes('*')) ?? null;
}

/**
 * What the variables say of where this deployment is found: origins, or patterns with one `*`.
 * `ORIGIN` is the one and only. Without it the host's own variables count (Vercel's, and Netlify's,
 * which are there only while it builds and are kept), and then `PREVIEW_ORIGINS`.
 *
 * @param {Record<string, unknown>} env
 * @returns {string[]}
 */
export function originsOf(env) {
	const text = (/** @type {string} */ name) => String(env[name] ?? '').trim();
	const one = text('ORIGIN');
	// What is no address leads nowhere, and the answer says which variable it is about.
	if (one) return [URL.parse(one)?.origin ?? ''].filter(Boolean);
	const isProduction = text('VERCEL_ENV') === 'production';
	const hosts = isProduction
		? [text('VERCEL_PROJECT_PRODUCTION_URL')]
		: [text('VERCEL_BRANCH_URL'), text('VERCEL_URL')];
	return [
		...hosts.filter(Boolean).map((host) => `https://${host}`),
		...[text('NETLIFY_ORIGINS'), text('PREVIEW_ORIGINS')].join(' ').split(/\s+/).filter(Boolean)
	];
}

/**
 * Where Netlify says that what it builds will be found. It says so only while it builds.
 *
 * @param {Record<string, string | undefined>} env
 */
export function netlifyOrigins({ CONTEXT, URL = '', DEPLOY_PRIME_URL = '', DEPLOY_URL = '' }) {
	const found = CONTEXT === 'production' ? [URL] : [DEPLOY_PRIME_URL, DEPLOY_URL];
	return found.filter(Boolean).join(' ');
}

/**
 * By the rules of WorkOS' redirect URIs: one `*`, in the part furthest from the root, for letters,
 * digits, hyphens and underscores.
 *
 * @param {string} pattern
 * @param {string} origin
 */
function matches(pattern, origin) {
	const [before = '', after, ...more] = pattern.replace(/\/$/, '').split('*');
	if (after === undefined) return before === origin;
	const isFirst = !before.replace(/^https?:\/\//, '').includes('.');
	const isWhole = origin.startsWith(before) && origin.endsWith(after);
	const middle = origin.slice(before.length, origin.length - after.length);
	return more.length === 0 && isFirst && isWhole && /^[\w-]+$/.test(middle);
}
