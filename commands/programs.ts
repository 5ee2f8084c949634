import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);

/** The script behind a program of an npm package, to be run with this very Node. */
export function programOf(packageName: string, program: string = packageName): string {
	const manifest = findManifest(packageName);
	const { bin } = JSON.parse(readFileSync(manifest, 'utf8'));
	return join(dirname(manifest), typeof bin === 'string' ? bin : bin[program]);
}

/** Packages may hide their manifest from `require`, but not their folder from a search. */
function findManifest(packageName: string): string {
	for (const folder of require.resolve.paths(packageName) ?? []) {
		const manifest = join(folder, packageName, 'package.json');
		try {
			readFileSync(manifest);
			return manifest;
		} catch {
			continue;
		}
	}
	throw new Error(`The npm package ${packageName} is not installed. Run \`npm ci\`.`);
}
