import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Each is loaded only where it is chosen: an image needs no worker's tools, a worker no image's. */
const adapters = {
	node: () => import('./adapters/node.js'),
	cloudflare: () => import('./adapters/cloudflare.js'),
	vercel: () => import('./adapters/vercel.js'),
	netlify: () => import('./adapters/netlify.js')
};

/**
 * What a page of ours may load and run. SvelteKit adds a nonce for its own inline script and the one
 * in app.html, `src/lib/server/headers.ts` where forms may lead.
 *
 * @type {NonNullable<NonNullable<NonNullable<import('@sveltejs/kit').Config['kit']>['csp']>['directives']>}
 */
const contentSecurityPolicy = {
	'default-src': ['none'],
	// Not strict-dynamic, which would make browsers pass over 'self' and with it the preloading of
	// modules: nothing that somebody uploads is ever served from here.
	'script-src': ['self'],
	// No inline style: what a script sets, as toasts and charts do, counts as none. One attribute is let
	// in by its hash, that of the element in which SvelteKit announces pages to screen readers.
	'style-src': ['self'],
	'style-src-attr': ['unsafe-hashes', 'sha256-S8qMpvofolR8Mpjy4kQvEm7m1q8clzU4dfDH0AmvZjo='],
	// Pictures of people and organizations stand wherever WorkOS, or whom they signed in with, has
	// them. An address of a picture is no way out for data either, since none is made of user input.
	'img-src': ['self', 'https:'],
	'connect-src': ['self'],
	'object-src': ['none'],
	'base-uri': ['none'],
	'frame-ancestors': ['none'],
	// A string becomes HTML or a script only in Svelte's own hands.
	'require-trusted-types-for': ['script'],
	'trusted-types': ['svelte-trusted-html', 'sveltekit-trusted-url']
};

/** What ADAPTER names, which may be several with commas between them: one build, packed for each. */
async function chosenAdapter() {
	const names = (process.env.ADAPTER ?? 'node').split(',');
	const chosen = await Promise.all(
		names.map(async (name) => {
			const load = adapters[/** @type {keyof typeof adapters} */ (name)];
			if (load) return (await load()).default();
			const known = Object.keys(adapters).join(', ');
			throw new Error(`ADAPTER=${name} is not known. Use one of: ${known}.`);
		})
	);
	const [only] = chosen;
	if (only && chosen.length === 1) return only;
	return {
		name: names.join(' and '),
		/** @param {import('@sveltejs/kit').Builder} builder */
		async adapt(builder) {
			for (const adapter of chosen) await adapter.adapt(builder);
		},
		supports: {
			/** @param {Parameters<NonNullable<NonNullable<import('@sveltejs/kit').Adapter['supports']>['read']>>[0]} route */
			read: (route) => chosen.every(({ supports }) => supports?.read?.(route)),
			instrumentation: () => chosen.every(({ supports }) => supports?.instrumentation?.())
		}
	};
}

/**
 * The same sources are the same version, wherever and how often they are built: two servers with
 * builds of their own must not send open pages to and fro between them.
 */
function version() {
	const root = fileURLToPath(new URL('.', import.meta.url));
	const files = ['package-lock.json', 'svelte.config.js', 'vite.config.ts'];
	for (const folder of ['src', 'static']) {
		for (const entry of readdirSync(root + folder, { recursive: true, withFileTypes: true })) {
			if (!entry.isFile()) continue;
			files.push(`${entry.parentPath}/${entry.name}`.slice(root.length).replaceAll('\\', '/'));
		}
	}
	const hash = createHash('sha256');
	for (const file of files.sort()) {
		hash
			.update(`${file}\0`)
			.update(readFileSync(root + file))
			.update('\0');
	}
	return hash.digest('hex').slice(0, 16);
}

/** @type {import('@sveltejs/kit').Config} */
export default {
	compilerOptions: { runes: true },
	kit: {
		adapter: await chosenAdapter(),
		// Off unless TRACING is set: docs/operation.md.
		experimental: { tracing: { server: Boolean(process.env.TRACING) } },
		csp: { mode: 'nonce', directives: contentSecurityPolicy },
		// Open pages look once a minute whether there is a newer one.
		version: { name: version(), pollInterval: 60_000 }
	}
};
