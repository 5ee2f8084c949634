import adapter from '@sveltejs/adapter-netlify';
import { appendFileSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { beside, headersFile } from './beside.js';
import { netlifyOrigins } from './origin.js';

/** What Netlify's own program looks for, beside the function: which addresses it answers. */
const generated = '.netlify/functions-internal/sveltekit-render.mjs';

/**
 * One function of Netlify's, on Node. Netlify serves assets by itself, with the headers of a file.
 *
 * @returns {import('@sveltejs/kit').Adapter}
 */
export default function netlify() {
	const made = adapter();
	return {
		...made,
		async adapt(builder) {
			await made.adapt(builder);
			const text = readFileSync(generated, 'utf8');
			// The second where there is something to be started before the app, as tracing is.
			const server = text
				.replace('export default init(', 'const server = init(')
				.replace('export { _0 as default };', 'const server = _0;');
			if (server === text) throw new Error(`${generated} is not as it used to be.`);
			writeFileSync(
				generated,
				`import { entry } from '../orgdeck/entry.js';\n${server}\nexport default entry(server);\n`
			);
			mkdirSync('.netlify/orgdeck', { recursive: true });
			copyFileSync(beside.file('netlify-entry.js'), '.netlify/orgdeck/entry.js');
			for (const [name, from] of Object.entries(beside.answer)) {
				copyFileSync(from, `.netlify/orgdeck/${name}`);
			}
			const origins = JSON.stringify(netlifyOrigins(process.env));
			writeFileSync('.netlify/orgdeck/origins.js', `export default ${origins};\n`);
			writeFileSync('.netlify/orgdeck/package.json', '{ "type": "module" }\n');
			appendFileSync('dist/_headers', await headersFile());
		}
	};
}
