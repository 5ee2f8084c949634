import { existsSync, globSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';

const page = 'docs/licences.md';
/** Served beside the app, so that every build keeps the notices that licences ask for. */
const notices = 'static/third-party-licences.txt';

/** Free to pass on with the notice kept: what a build may contain. */
const permissive = [
	...[
		'0BSD',
		'Apache-2.0',
		'BlueOak-1.0.0',
		'BSD-2-Clause',
		'BSD-3-Clause',
		'CC0-1.0',
		'ISC',
		'MIT'
	],
	...[
		'MIT-0',
		'PSF-2.0',
		'Unlicense',
		'(MIT OR CC0-1.0)',
		'(MIT OR Apache-2.0)',
		'MIT OR Apache-2.0'
	]
];
/** Also fine for tools, which nobody passes on. */
const forTools = [
	...['MPL-2.0', 'LGPL-3.0-or-later', 'CC-BY-4.0', 'Python-2.0'],
	...['Apache-2.0 AND LGPL-3.0-or-later', 'Apache-2.0 AND LGPL-3.0-or-later AND MIT']
];

/** Those that say it in a file alone; read there. */
const told: Record<string, string> = { runed: 'MIT', 'svelte-toolbelt': 'MIT' };

/** What a build brings that no file under src imports by its name. */
const builtIn = [
	...['svelte', '@sveltejs/kit', '@sveltejs/adapter-node', '@sveltejs/adapter-cloudflare'],
	...['@sveltejs/adapter-vercel', '@sveltejs/adapter-netlify']
];

/** What those need to pack a build, and is not in it. */
const onlyBuilds =
	/^(rollup|@rollup\/.*|@types\/.*|@cloudflare\/workers-types|@vercel\/nft|esbuild)$/;

interface Package {
	version: string;
	license?: string;
	dependencies?: Record<string, string>;
}
type Lock = Record<string, Package>;

/**
 * `npm run licences`: writes which licences the packages have that reach a user and those that only
 * build and test, and the notices of the first. With `--check` it compares. Fails on a licence that is
 * not allowed.
 */
export default async function licences(args: string[]): Promise<number> {
	const { values } = parseArgs({ args, options: { check: { type: 'boolean' } } });
	const lock: Lock = JSON.parse(readFileSync('package-lock.json', 'utf8')).packages;
	const shipped = shippedFrom(lock);
	const tools = Object.keys(lock).filter((path) => path !== '' && !shipped.includes(path));
	const refused = [
		...shipped.filter((path) => !permissive.includes(licenceOf(lock, path))),
		...tools.filter((path) => ![...permissive, ...forTools].includes(licenceOf(lock, path)))
	];
	for (const path of refused) {
		console.error(
			`${nameOf(path)} has the licence ${licenceOf(lock, path)}, which no list in commands/licences.ts allows. Read it; then add it there, or leave the package.`
		);
	}
	if (refused.length > 0) return 1;

	const table = await format(describe(lock, shipped, tools), {
		...(await resolveConfig(page)),
		filepath: page
	});
	const made = { [page]: table, [notices]: noticesOf(shipped) };
	let isStale = false;
	for (const [file, text] of Object.entries(made)) {
		const isThere = existsSync(file) && readFileSync(file, 'utf8') === text;
		if (isThere) continue;
		isStale = true;
		if (values.check) console.error(`${file} is not of these packages: run \`npm run licences\`.`);
		else writeFileSync(file, text);
	}
	if (!values.check) console.log(`${page} and ${notices} are of these packages.`);
	return values.check && isStale ? 1 : 0;
}

/** The packages that files under src import, with all that those need: rather too many than too few. */
function shippedFrom(lock: Lock): string[] {
	const imported = globSync('src/**/*.{ts,js,svelte,css}')
		.filter((file) => !file.endsWith('.test.ts'))
		.flatMap((file) => [
			...readFileSync(file, 'utf8').matchAll(/(?:from|import|import\()\s*['"]([^'"$./][^'"]*)['"]/g)
		])
		.map(([, specifier = '']) =>
			specifier
				.split('/')
				.slice(0, specifier[0] === '@' ? 2 : 1)
				.join('/')
		)
		.filter((name) => !builtinModules.includes(name) && !name.startsWith('node:'));
	const found = new Set<string>();
	const follow = (path: string) => {
		const one = lock[path];
		if (!one || found.has(path)) return;
		found.add(path);
		for (const name of Object.keys(one.dependencies ?? {})) {
			if (!onlyBuilds.test(name)) follow(resolveFrom(lock, path, name));
		}
	};
	for (const name of new Set([...builtIn, ...imported])) follow(`node_modules/${name}`);
	return [...found].sort();
}

/** Where Node finds a package from within another: beside it, or further up. */
function resolveFrom(lock: Lock, from: string, name: string): string {
	for (
		let place = from;
		place;
		place = place.slice(0, Math.max(place.lastIndexOf('/node_modules/'), 0))
	) {
		const candidate = `${place}/node_modules/${name}`;
		if (lock[candidate]) return candidate;
	}
	return `node_modules/${name}`;
}

function nameOf(path: string): string {
	return path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
}

function licenceOf(lock: Lock, path: string): string {
	return lock[path]?.license ?? told[nameOf(path)] ?? 'none that it names';
}

function describe(lock: Lock, shipped: string[], tools: string[]): string {
	const table = (paths: string[]) => {
		const rows = paths.map(
			(path) => `| ${nameOf(path)} | ${lock[path]?.version} | ${licenceOf(lock, path)} |`
		);
		return ['| package | version | licence |', '| - | - | - |', ...new Set(rows)].join('\n');
	};
	const counts = Map.groupBy(tools, (path) => licenceOf(lock, path));
	const summary = [...counts]
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.map(([licence, paths]) => {
			const names = [...new Set(paths.map(nameOf))];
			// Of the common ones nobody needs a list; package-lock.json has it.
			const list = permissive.includes(licence) ? '' : `: ${names.join(', ')}`;
			return `- ${licence}, ${names.length} ${names.length === 1 ? 'package' : 'packages'}${list}`;
		});
	return `# Licences

Orgdeck itself has the MIT licence. \`npm run licences\` writes this page from package-lock.json, and
\`npm test\` fails while it is stale or when a licence is none of those that commands/licences.ts allows.

## What reaches a user

At most these are in a build, for the browser or the server: what files under \`src\` import, what
SvelteKit and its adapters add, and all that those need. Some of it only builds. Their notices are in
\`${notices}\`, which each build serves as \`/third-party-licences.txt\`.

${table(shipped)}

## What builds and tests

Nobody passes these on with the app.

${summary.join('\n')}
`;
}

/** The notices of packages, each text once. */
function noticesOf(paths: string[]): string {
	const byText = new Map<string, Set<string>>();
	for (const path of paths) {
		const text = textIn(path);
		if (!text) continue;
		byText.set(text, (byText.get(text) ?? new Set()).add(nameOf(path)));
	}
	const parts = [...byText].map(([text, names]) => `${[...names].join(', ')}\n\n${text}\n`);
	const line = '-'.repeat(80);
	return `Orgdeck contains parts of these packages, under these licences.\n\n${line}\n${parts.join(`\n${line}\n`)}`;
}

/** Null for packages of other platforms, which are not installed and not passed on. */
function textIn(folder: string): string | null {
	if (!existsSync(folder)) return null;
	const files = readdirSync(folder)
		.filter((file) => /^(licen[cs]e|copying|notice)/i.test(file))
		.sort();
	const texts = files.map((file) => readFileSync(join(folder, file), 'utf8').trim());
	return texts.join('\n\n').replaceAll('\r\n', '\n') || null;
}
