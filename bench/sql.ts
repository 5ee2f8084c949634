import { readFileSync } from 'node:fs';
import type { QueryConfig } from 'pg';
import { taskColumns } from '../src/routes/(signed-in)/orgs/[org=slug]/task-columns.ts';

/** A way to write a query, from one of the files in `bench/sql`. */
export interface Form {
	name: string;
	sql: string;
}

export interface Forms {
	/** As the app asks, under row level security. */
	asked: Form;
	/** Written by hand, with the rules that policies hold to, for either role. */
	admin: Form[];
	member: Form[];
}

/** What a list of tasks shows of each, for `{columns}`. */
const columns = taskColumns
	.split(',')
	.map((column) => `t.${column.trim()}`)
	.join(', ');

/**
 * Reads the forms of a query. Each begins with a line of its own: `-- asked`, `-- by hand, admin:
 * <name>` or `-- by hand, member: <name>`.
 */
export function readForms(query: string): Forms {
	const text = readFileSync(new URL(`sql/${query}.sql`, import.meta.url), 'utf8');
	const [, ...parts] = text.split(/^-- (asked|by hand, (?:admin|member): .+)$/m);
	const forms: Record<string, Form[]> = { asked: [], admin: [], member: [] };
	for (let at = 0; at < parts.length; at += 2) {
		const [, role = 'asked', name = 'asked'] = /by hand, (\w+): (.+)/.exec(parts[at]!) ?? [];
		const sql = parts[at + 1]!.trim().replace(/;$/, '').replace('{columns}', columns);
		forms[role]!.push({ name, sql });
	}
	const { asked = [], admin = [], member = [] } = forms;
	if (asked.length !== 1 || admin.length < 3 || member.length < 3) {
		throw new Error(
			`bench/sql/${query}.sql needs one form that is asked and three by hand for each role.`
		);
	}
	return { asked: asked[0]!, admin, member };
}

/** A prepared statement for a form, with a value for each `:name` in it. */
export function prepared(
	name: string,
	{ sql }: Form,
	values: Record<string, unknown>
): QueryConfig {
	const used: string[] = [];
	const text = sql.replace(/(?<!:):(\w+)/g, (_, key: string) => {
		if (!(key in values)) throw new Error(`There is no value for :${key} in ${name}.`);
		if (!used.includes(key)) used.push(key);
		return `$${used.indexOf(key) + 1}`;
	});
	return { name, text, values: used.map((key) => values[key]) };
}
