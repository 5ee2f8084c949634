import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { asset } from './asset.ts';
import type { Answer } from './instance.ts';

const render = resolve('.netlify/functions-internal/sveltekit-render.mjs');

/** Netlify: its files with the headers of `_headers`, and the function for all else. */
export async function netlify(): Promise<Answer> {
	const { default: call, config } = await import(pathToFileURL(render).href);
	if (config.path[0] !== '/*' || !config.preferStatic) {
		throw new Error('The function does not answer what it should.');
	}
	const rules = readRules(readFileSync('dist/_headers', 'utf8'));

	return async (request, context) => {
		const { pathname } = new URL(request.url);
		const headers = new Headers();
		for (const { pattern, lines } of rules) {
			if (!pattern.test(pathname)) continue;
			for (const [name, value] of lines) headers.append(name, value);
		}
		return asset('dist', pathname, headers) ?? call(request, context);
	};
}

/** A path, and indented below it the headers of all that it fits. */
function readRules(text: string) {
	const rules: { pattern: RegExp; lines: [string, string][] }[] = [];
	for (const line of text.split('\n').filter((line) => line.trim())) {
		if (line.startsWith('/')) {
			const parts = line.trim().split('*').map(RegExp.escape);
			rules.push({ pattern: new RegExp(`^${parts.join('.*')}$`), lines: [] });
		} else {
			const [name = '', ...value] = line.trim().split(':');
			rules.at(-1)?.lines.push([name, value.join(':').trim()]);
		}
	}
	return rules;
}
