import adapterCloudflare from '@sveltejs/adapter-cloudflare';
import adapterNode from '@sveltejs/adapter-node';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const adapters = {
	node: () => adapterNode(),
	cloudflare: () => adapterCloudflare()
};

const name = process.env.ADAPTER ?? 'node';
if (!(name in adapters)) {
	throw new Error(`ADAPTER=${name} is not known. Use one of: ${Object.keys(adapters).join(', ')}.`);
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
		adapter: adapters[/** @type {keyof typeof adapters} */ (name)](),
		// Open pages look once a minute whether there is a newer one.
		version: { name: version(), pollInterval: 60_000 }
	}
};
