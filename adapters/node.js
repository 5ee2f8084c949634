import adapter from '@sveltejs/adapter-node';
import { copyFileSync, renameSync, writeFileSync } from 'node:fs';
import { beside } from './beside.js';

/** Where the build goes. */
const { NODE_OUT: out = 'build' } = process.env;

/**
 * A server of its own: the build as SvelteKit's adapter makes it, begun by a file that first sees to
 * the headers, and to its end. It needs nothing but Node.
 *
 * @returns {import('@sveltejs/kit').Adapter}
 */
export default function node() {
	const made = adapter({ out });
	return {
		...made,
		async adapt(builder) {
			await made.adapt(builder);
			renameSync(`${out}/index.js`, `${out}/serve.js`);
			copyFileSync(beside.headers, `${out}/common-headers.js`);
			copyFileSync(beside.file('shutdown.js'), `${out}/shutdown.js`);
			copyFileSync(beside.file('node-entry.js'), `${out}/index.js`);
			copyFileSync(beside.file('healthy.js'), `${out}/healthy.js`);
			// Where the build stands alone, nothing else says that its files are modules.
			writeFileSync(`${out}/package.json`, '{ "type": "module" }\n');
		}
	};
}
