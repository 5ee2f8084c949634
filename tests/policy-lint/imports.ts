import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path/posix';

/** What one file takes from another. */
export interface Import {
	from: string;
	/** As written. */
	specifier: string;
	/** The module's path from here, without its extension; as written for what is not ours. */
	module: string;
	/** Whether it hands on what it takes. */
	isExport: boolean;
}

const statement =
	/(?:\b(export)\b[^;'"`]*?\bfrom|\bfrom|\bimport|\brequire)\s*\(?\s*(?:\/\*[^*]*\*\/\s*)*(['"`])([^'"`\n]+)\2/g;

/** All source of the app, by path. */
export const source = new Map(
	globSync('src/**/*.{ts,js,svelte}')
		.sort()
		.map((file) => [file, readFileSync(file, 'utf8')])
);

/** Everything that is imported under src: also for its effects, later (`import()`), or to export. */
export const imports = [...source].flatMap(([file, text]) => importsOf(file, text));

export function importsOf(file: string, text: string): Import[] {
	return [...text.matchAll(statement)].map(([, exported, , specifier = '']) => ({
		from: file,
		specifier,
		module: resolve(file, specifier),
		isExport: exported !== undefined
	}));
}

function resolve(file: string, specifier: string): string {
	const path = specifier
		.replace(/\?.*$/, '')
		.replace(/^\$lib(?=\/|$)/, '/src/lib')
		.replace(/\.[jt]s$/, '');
	if (path.startsWith('/src/')) return join('.', path);
	return path.startsWith('.') ? join(dirname(file), path) : path;
}
