import adapterCloudflare from '@sveltejs/adapter-cloudflare';
import adapterNode from '@sveltejs/adapter-node';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const adapters = {
	node: () => adapterNode(),
	cloudflare: () => adapterCloudflare()
};

/** What ADAPTER names, which may be several with commas between them: one build, packed for each. */
function chosenAdapter() {
	const names = (process.env.ADAPTER ?? 'node').split(',');
	const chosen = names.map((name) => {
		const make = adapters[/** @type {keyof typeof adapters} */ (name)];
		if (make) return make();
		const known = Object.keys(adapters).join(', ');
		throw new Error(`ADAPTER=${name} is not known. Use one of: ${known}.`);
	});
	const [only] = chosen;
	if (only && chosen.length === 1) return only;
	return {
		name: names.join(' and '),
		/** @param {import('@sveltejs/kit').Builder} builder */
		async adapt(builder) {
			for (const adapter of chosen) await adapter.adapt(builder);
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
		adapter: chosenAdapter(),
		// Open pages look once a minute whether there is a newer one.
		version: { name: version(), pollInterval: 60_000 }
	}
};
