import adapter from '@sveltejs/adapter-vercel';
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { beside, headersOfAssets } from './beside.js';

/**
 * One function of Vercel's, on Node, in the region that the project is set to. Vercel serves assets by
 * itself, with the headers of its routes.
 *
 * @returns {import('@sveltejs/kit').Adapter}
 */
export default function vercel() {
	const made = adapter({ runtime: 'nodejs24.x' });
	return {
		...made,
		async adapt(builder) {
			await made.adapt(builder);
			const output = '.vercel/output';
			const folder = `${output}/functions/![-]/catchall.func`;
			change(`${folder}/.vc-config.json`, (config) => {
				const text = readFileSync(beside.file('vercel-entry.js'), 'utf8');
				writeFileSync(`${folder}/index.js`, text.replace('SERVER', `./${config.handler}`));
				return { ...config, handler: 'index.js' };
			});
			for (const [name, from] of Object.entries(beside.answer)) {
				copyFileSync(from, `${folder}/${name}`);
			}
			const headers = Object.fromEntries(await headersOfAssets());
			const src = assetsIn(`${output}/static`, builder.getAppPath());
			change(`${output}/config.json`, (config) => ({
				...config,
				routes: [{ src, headers, continue: true }, ...config.routes]
			}));
		}
	};
}

/**
 * @param {string} file
 * @param {(content: any) => object} made
 */
function change(file, made) {
	const content = JSON.parse(readFileSync(file, 'utf8'));
	writeFileSync(file, JSON.stringify(made(content), null, '\t'));
}

/**
 * A pattern for what Vercel serves by itself. Not for all there is: what the function says counts.
 *
 * @param {string} folder
 * @param {string} appPath
 */
function assetsIn(folder, appPath) {
	const names = readdirSync(folder, { withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map(({ name }) => name.replaceAll('.', '\\.'));
	return `^/(?:${appPath}/.+|${names.join('|')})$`;
}
