import { ask } from '../policies/database.ts';

export interface Column {
	name: string;
	type: string;
	/** Nobody writes it, whatever is granted: it follows from others. */
	isGenerated: boolean;
}

/** What a table is made of. */
export interface TableFacts {
	columns: Column[];
	key: string[];
	/** Whether its rows belong to one organization each. */
	isTenant: boolean;
}

/** A reference from one table to another. */
export interface Reference {
	name: string;
	from: string;
	columns: string[];
	to: string;
	targets: string[];
}

export interface Catalog {
	tables: Record<string, TableFacts>;
	references: Reference[];
	/** The names of each function's arguments. */
	functions: Record<string, string[]>;
}

let known: Promise<Catalog> | undefined;

/** Tables, keys and references of the API's schema. They say what to try, never what to expect. */
export function catalog(): Promise<Catalog> {
	return (known ??= read());
}

async function read(): Promise<Catalog> {
	const columns = await ask<Column & { table: string }>(
		`select c.relname as table, a.attname as name, format_type(a.atttypid, a.atttypmod) as type,
			a.attgenerated <> '' as "isGenerated"
		from pg_class c join pg_attribute a on a.attrelid = c.oid
		where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
			and a.attnum > 0 and not a.attisdropped
		order by c.relname, a.attnum`
	);
	const keys = await ask<{ table: string; columns: string[] }>(
		`select i.indrelid::regclass::text as table, array(
			select a.attname::text from unnest(i.indkey) with ordinality k (attnum, place)
			join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum order by place
		) as columns
		from pg_index i join pg_class c on c.oid = i.indrelid
		where i.indisprimary and c.relnamespace = 'public'::regnamespace`
	);
	const references = await ask<Reference>(
		`select k.conname as name, f.relname as from, t.relname as to,
			array(
				select a.attname::text from unnest(k.conkey) with ordinality u (attnum, place)
				join pg_attribute a on a.attrelid = f.oid and a.attnum = u.attnum order by place
			) as columns,
			array(
				select a.attname::text from unnest(k.confkey) with ordinality u (attnum, place)
				join pg_attribute a on a.attrelid = t.oid and a.attnum = u.attnum order by place
			) as targets
		from pg_constraint k
		join pg_class f on f.oid = k.conrelid
		join pg_class t on t.oid = k.confrelid
		where k.contype = 'f'
			and f.relnamespace = 'public'::regnamespace and t.relnamespace = 'public'::regnamespace`
	);
	const functions = await ask<{ name: string; arguments: string[] }>(
		`select proname as name, coalesce(proargnames[1:pronargs], '{}')::text[] as arguments
		from pg_proc where pronamespace = 'public'::regnamespace`
	);
	const tables: Catalog['tables'] = {};
	for (const { table, ...column } of columns) {
		tables[table] ??= { columns: [], key: [], isTenant: false };
		tables[table].columns.push(column);
		if (column.name === 'org_id') tables[table].isTenant = true;
	}
	for (const { table, columns } of keys) {
		const facts = tables[table.replace(/^public\./, '')];
		if (facts) facts.key = columns;
	}
	return {
		tables,
		references,
		functions: Object.fromEntries(functions.map(({ name, arguments: names }) => [name, names]))
	};
}
