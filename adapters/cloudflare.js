import adapter from '@sveltejs/adapter-cloudflare';
import { build } from 'esbuild';
import { appendFileSync, copyFileSync, renameSync, rmSync } from 'node:fs';
import { beside, headersFile } from './beside.js';

/**
 * A worker. Cloudflare serves assets by itself, with the headers of a file.
 *
 * @returns {import('@sveltejs/kit').Adapter}
 */
export default function cloudflare() {
	const made = adapter();
	return {
		...made,
		async adapt(builder) {
			// `main` of wrangler.jsonc, where the adapter puts what we make parts of.
			const uploaded = builder.getBuildDirectory('worker');
			const sources = builder.getBuildDirectory('worker-sources');
			for (const folder of [uploaded, sources]) rmSync(folder, { recursive: true, force: true });
			await made.adapt(builder);
			renameSync(uploaded, sources);
			renameSync(`${sources}/_worker.js`, `${sources}/_server.js`);
			copyFileSync(beside.file('cloudflare-entry.js'), `${sources}/_worker.js`);
			for (const [name, from] of Object.entries(beside.answer)) {
				copyFileSync(from, `${sources}/${name}`);
			}
			await bundle(`${sources}/_worker.js`, uploaded);
			appendFileSync(`${builder.getBuildDirectory('cloudflare')}/_headers`, await headersFile());
		}
	};
}

/**
 * What is uploaded: in parts, which a worker reads once it needs them. Wrangler makes one file of all
 * of it, and a worker would read the whole of it before its first answer.
 *
 * @param {string} entry
 * @param {string} folder
 */
async function bundle(entry, folder) {
	await build({
		entryPoints: [entry],
		outdir: folder,
		bundle: true,
		splitting: true,
		format: 'esm',
		minify: true,
		sourcemap: true,
		// The notices stand in static/third-party-licences.txt.
		legalComments: 'none',
		chunkNames: 'parts/[name]-[hash]',
		// As Wrangler does.
		target: 'es2024',
		conditions: ['workerd', 'worker', 'browser'],
		define: { 'process.env.NODE_ENV': '"production"' },
		external: ['node:async_hooks', 'cloudflare:workers'],
		plugins: [oneJose],
		// devalue says that it has no side effects, and is imported for none.
		logOverride: { 'ignored-bare-import': 'silent' }
	});
}

/**
 * The SDK of WorkOS brings a copy of jose along; ours serves it as well.
 *
 * @type {import('esbuild').Plugin}
 */
const oneJose = {
	name: 'one-jose',
	setup({ onResolve, resolve }) {
		onResolve({ filter: /\/webapi-[\w-]+\.mjs$/ }, ({ importer, kind, resolveDir }) =>
			importer.includes('@workos-inc') ? resolve('jose', { kind, resolveDir }) : undefined
		);
	}
};
