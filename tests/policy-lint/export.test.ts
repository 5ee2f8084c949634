import { expect, test } from 'vitest';
import { exported, leftOut, type ExportedTable } from '../../src/lib/server/exported-tables.ts';
import { ask } from '../policies/database.ts';
import { expectNone } from './found.ts';

/*
 * An admin takes everything along: what is not in the archive is left out for a reason that somebody
 * wrote down.
 */

const file = 'src/lib/server/exported-tables.ts';

interface Lists {
	exported: Record<string, ExportedTable>;
	leftOut: Record<string, string>;
}

/** The columns of tables that hold rows of tenants, and which of them make a row unique. */
async function catalog() {
	const columns = await ask<{ relname: string; name: string; is_tenant: boolean }>(`
		select c.relname, a.attname as name, exists (
			select from pg_attribute o
			where o.attrelid = c.oid and o.attname = 'org_id' and not o.attisdropped
		) as is_tenant
		from pg_class c
		join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
		where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')`);
	const uniques = await ask<{ relname: string; names: string[] }>(`
		select c.relname, array(
			select a.attname::text from pg_attribute a
			where a.attrelid = c.oid and a.attnum = any (i.indkey)
		) as names
		from pg_index i join pg_class c on c.oid = i.indrelid
		where c.relnamespace = 'public'::regnamespace and i.indisunique and i.indpred is null`);
	return { columns, uniques };
}

async function problemsOf({ exported, leftOut }: Lists): Promise<string[]> {
	const { columns, uniques } = await catalog();
	const problems: string[] = [];
	for (const { relname, name, is_tenant } of columns) {
		const entry = exported[relname];
		if (!entry) {
			if (is_tenant && name === 'org_id' && !leftOut[relname]) {
				problems.push(
					`${relname}: nobody can take its rows along. Add it to \`exported\` in ${file}, or to ` +
						`\`leftOut\` with the reason.`
				);
			}
		} else if (name !== 'org_id' && !entry.columns.includes(name)) {
			if (leftOut[`${relname}.${name}`]) continue;
			problems.push(
				`${relname}: ${name} is not in the archive. Add it to the columns of ${relname} in ${file}, or ` +
					`'${relname}.${name}' to \`leftOut\` with the reason.`
			);
		}
	}
	for (const [table, { key }] of Object.entries(exported)) {
		const isKey = uniques.some(({ relname, names }) => {
			return (
				relname === table && names.every((name) => name === 'org_id' || key.includes(name as 'id'))
			);
		});
		if (isKey) continue;
		problems.push(
			`${table}: two rows of an organization can have the same ${key.join(' and ')}, so that the archive ` +
				`would skip one. Take the columns of its primary key, without org_id.`
		);
	}
	const known = new Set(columns.flatMap(({ relname, name }) => [relname, `${relname}.${name}`]));
	const named = [
		...Object.entries(exported).flatMap(([table, { columns }]) =>
			columns.map((column) => `${table}.${column}`)
		),
		...Object.keys(leftOut)
	];
	for (const name of named) {
		if (!known.has(name))
			problems.push(`${name}: it is not in the database. Take it out of ${file}.`);
	}
	return problems;
}

test('every table and column of a tenant is in the archive, or left out for a reason', async () => {
	expectNone(await problemsOf({ exported, leftOut }));
});

// The controls: what somebody may forget is found, and said in sentences.
test.each<[what: string, lists: Lists]>([
	['a table', { exported: without(exported, 'tasks'), leftOut: {} }],
	[
		'a column',
		{
			exported: {
				...exported,
				tasks: { ...exported.tasks!, columns: exported.tasks!.columns.slice(1) }
			},
			leftOut
		}
	],
	[
		'a key that is none',
		{ exported: { ...exported, tasks: { ...exported.tasks!, key: ['title'] } }, leftOut }
	],
	['a column that is gone', { exported, leftOut: { ...leftOut, 'tasks.colour': 'gone' } }]
])('%s', async (_, lists) => {
	const problems = await problemsOf(lists);
	const before = await problemsOf({ exported, leftOut });
	const found = problems.filter((problem) => !before.includes(problem));
	expect(found).not.toEqual([]);
	for (const problem of found) expect(problem).toMatch(/^\w[\w.]*: .*\.$/);
});

function without(all: Lists['exported'], name: string): Lists['exported'] {
	return Object.fromEntries(Object.entries(all).filter(([table]) => table !== name));
}
