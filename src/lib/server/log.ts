import { dev } from '$app/environment';
import { inOneLine, withoutSecrets } from './loggable';

export type Level = 'info' | 'warn' | 'error';

/** What an entry says. What is undefined or null is left out. */
export type Fields = Record<string, string | number | boolean | string[] | null | undefined>;

/**
 * Writes one entry: a line of JSON where the app runs, words while somebody develops it. It must say
 * nothing of people, and nothing that lets anybody in: name things by WorkOS' ids and by routes, never
 * by what somebody typed. What looks like a token, a key or an address is taken out all the same.
 *
 * @param event what happened, in the same words each time: what one looks for
 */
export function log(level: Level, event: string, fields: Fields = {}): void {
	const said = Object.entries(fields).filter(([, value]) => value !== undefined && value !== null);
	const clean = said.map(([name, value]) => [name, cleaned(value)] as const);
	// On workers the method is what tells the level.
	const write = { info: console.log, warn: console.warn, error: console.error }[level];
	write(dev ? inWords(event, clean) : inJson(level, event, clean));
}

type Entry = readonly [name: string, value: unknown];

function cleaned(value: unknown): unknown {
	if (typeof value === 'string') return withoutSecrets(value);
	return Array.isArray(value) ? value.map(cleaned) : value;
}

function inJson(level: Level, event: string, fields: Entry[]): string {
	const entry = { time: new Date().toISOString(), level, event, ...Object.fromEntries(fields) };
	return inOneLine(JSON.stringify(entry));
}

function inWords(event: string, fields: Entry[]): string {
	const words = fields.filter(([, value]) => !Array.isArray(value));
	const lists = fields.flatMap(([, value]) => (Array.isArray(value) ? value : []));
	const line = [event, ...words.map(([name, value]) => `${name}=${value}`)].join(' ');
	return [line, ...lists.map((text) => `    ${text}`)].map(inOneLine).join('\n');
}
