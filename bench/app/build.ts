import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { programOf } from '../../commands/programs.ts';
import { runChild } from '../../local/children.ts';

const project = fileURLToPath(new URL('../..', import.meta.url));
const overlay = fileURLToPath(new URL('overlay', import.meta.url));

/** A copy of the project, in which Node finds the packages of the project. */
export const copy = join(project, '.local/bench-app');

const sources = [
	...['src', 'static', 'adapters', 'package.json', 'package-lock.json', 'svelte.config.js'],
	...['vite.config.ts', 'tsconfig.json', 'wrangler.jsonc']
];

/**
 * Builds the app from a copy of its sources that has a few things more: an empty page, an answer
 * that says nothing, the processor time of the server, and a way to skip what finds out who asks.
 * Nothing of it is ever in the project's own build. Kept until a source changes.
 */
export async function buildApp(): Promise<string> {
	const mark = join(copy, 'built');
	const version = hashOf([...sources.map((name) => join(project, name)), overlay]);
	if (existsSync(mark) && readFileSync(mark, 'utf8') === version) return copy;

	rmSync(copy, { recursive: true, force: true });
	mkdirSync(copy, { recursive: true });
	for (const name of sources) {
		cpSync(join(project, name), join(copy, name), { recursive: true });
	}
	cpSync(join(overlay, 'routes'), join(copy, 'src/routes'), { recursive: true });
	cpSync(join(overlay, 'authenticated.ts'), join(copy, 'src/lib/server/authenticated.ts'));
	replaceHooks(join(copy, 'src/hooks.server.ts'));
	await runChild({
		command: process.execPath,
		args: [programOf('vite'), 'build'],
		cwd: copy,
		env: { ...process.env, ADAPTER: 'node,cloudflare', NODE_ENV: 'production' }
	});
	writeFileSync(mark, version);
	return copy;
}

/** Puts the part that can be skipped in place of the two hooks that find out who asks. */
function replaceHooks(file: string): void {
	const text = readFileSync(file, 'utf8');
	const sentence = 'body, session, organization, guard';
	if (!text.includes(sentence)) {
		throw new Error(
			`src/hooks.server.ts no longer says "${sentence}": bench/app measures what finds out who asks by replacing it. Change both together.`
		);
	}
	const imported = `import { authenticated } from '$lib/server/authenticated';\n`;
	writeFileSync(file, imported + text.replace(sentence, 'body, authenticated, guard'));
}

function hashOf(paths: string[]): string {
	const hash = createHash('sha256').update(readFileSync(fileURLToPath(import.meta.url)));
	for (const path of paths) {
		const files = statSync(path).isFile()
			? [path]
			: readdirSync(path, { recursive: true, withFileTypes: true })
					.filter((entry) => entry.isFile())
					.map((entry) => join(entry.parentPath, entry.name))
					.sort();
		for (const file of files) hash.update(`${file}\0`).update(readFileSync(file));
	}
	return hash.digest('hex');
}
