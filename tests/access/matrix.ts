import { access } from '../../supabase/access.ts';
import { callers, includes, variants } from './language.ts';
import type { Caller, FunctionAccess, Rows } from './language.ts';

/*
 * supabase/access.ts as a table for people: in the terminal and in docs/access.md.
 */

const columns = Object.keys(callers) as Caller[];
const deeds = ['create', 'read', 'change', 'delete'] as const;

/** What a caller may do with some rows, as letters: c r u d; a dash for nothing. */
export function cell(rows: Rows, caller: Caller): string {
	const letters = ['c', 'r', 'u', 'd'];
	const text = deeds.map((deed, index) => (includes(rows[deed], caller) ? letters[index] : '·'));
	return text.every((letter) => letter === '·') ? '–' : text.join('');
}

function mayCall(entry: FunctionAccess, caller: Caller | 'server'): boolean {
	if (entry.for === 'everybody and the server') return true;
	if (entry.for === 'server') return caller === 'server';
	return caller !== 'server' && entry.for.includes(caller);
}

/** The matrix for a terminal. */
export function forTerminal(): string {
	const first = Math.max(...rowNames().map(({ length }) => length)) + 4;
	const widths = columns.map((caller) => Math.max(caller.length, 4) + 2);
	const line = (name: string, cells: string[]) =>
		`  ${name.padEnd(first)}${cells.map((text, index) => text.padEnd(widths[index] ?? 0)).join('')}`.trimEnd();
	const tables = Object.entries(access.tables).flatMap(([table, { holds, rows }]) => [
		`\n${table}: ${holds}`,
		line('', columns),
		...Object.entries(rows).map(([kind, rights]) =>
			line(
				kind,
				columns.map((caller) => cell(rights, caller))
			)
		)
	]);
	const functions = Object.entries(access.functions).map(
		([name, entry]) => `  ${name.padEnd(first)}${whoCalls(entry)}`
	);
	return [
		'Who may do what: c create, r read, u change (update), d delete.',
		...Object.entries(callers).map(([caller, who]) => `  ${caller.padEnd(14)}${who}`),
		...tables,
		'\nfunctions',
		...functions
	].join('\n');
}

function rowNames(): string[] {
	return Object.values(access.tables).flatMap(({ rows }) => Object.keys(rows));
}

function whoCalls(entry: FunctionAccess): string {
	const all = [...columns, 'server'] as const;
	const who = all.filter((caller) => mayCall(entry, caller));
	if (who.length === all.length) return 'everybody, and the server';
	if (who.length === columns.length - 1 && !who.includes('anon'))
		return 'everybody who is signed in';
	return who.map((caller) => (caller === 'server' ? 'the server alone' : caller)).join(', ');
}

/** The matrix for docs/access.md. */
export function forDocs(): string {
	const row = (cells: string[]) => `| ${cells.join(' | ')} |`;
	const tables = Object.entries(access.tables).flatMap(([table, entry]) => {
		const { create, change } = entry.columns;
		const removal = Object.keys(entry.removal ?? {});
		return [
			`## ${table}`,
			`Holds ${entry.holds}.`,
			[
				row(['which rows', ...columns]),
				row(['---', ...columns.map(() => '---')]),
				...Object.entries(entry.rows).map(([kind, rights]) =>
					row([kind, ...columns.map((caller) => cell(rights, caller).replace(/.{2,}/, '`$&`'))])
				)
			].join('\n'),
			create.length + change.length === 0
				? 'Nobody writes it: it is what WorkOS says, or what the database writes down by itself.'
				: `Can be given when a row is created: ${list(create)}. Can be changed: ${list(change)}.`,
			...(removal.length > 0
				? [`Who may delete a row sets ${list(removal)}, and nobody else.`]
				: [])
		];
	});
	return [
		'# Who may do what',
		'Made from [`supabase/access.ts`](../supabase/access.ts) with `npm run access -- --write`; the tests fail while it is not current. Each cell is tried over HTTP, with real tokens, on a database as in older hosted projects, where everything new is granted. On one as in newer ones, where nothing is, everybody has to have the same rights; a part of the cells is tried there, and all of them in the long run or when rights differ.',
		'`c` create · `r` read · `u` change (update) · `d` delete. The rows are those of one organization; nobody does anything with rows of another one, also of one they belong to.',
		[
			row(['who asks', '']),
			row(['---', '---']),
			...Object.entries(callers).map(([caller, who]) => row([caller, who]))
		].join('\n'),
		`Also tried: who ${variants.paused} (as former); who ${variants.ended}, and who ${variants.supabase} (both get nothing).`,
		...tables,
		'## Functions',
		[
			row(['function', 'what it does', 'who may call it']),
			row(['---', '---', '---']),
			...Object.entries(access.functions).map(([name, entry]) =>
				row([name, entry.does, whoCalls(entry)])
			)
		].join('\n'),
		...others('Views', access.views),
		...others('Sequences', access.sequences),
		...others('Buckets', access.buckets)
	].join('\n\n');
}

function list(names: string[]): string {
	return names.length === 0 ? 'nothing' : names.map((name) => `\`${name}\``).join(', ');
}

function others(title: string, entries: Record<string, string>): string[] {
	const lines = Object.entries(entries).map(([name, what]) => `- \`${name}\`: ${what}`);
	return [`## ${title}`, lines.join('\n') || 'None can be reached.'];
}
