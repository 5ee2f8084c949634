import { quoted } from './breakage.ts';
import type { Ask, Breakage } from './breakage.ts';

/** Row level security off or not forced; triggers, references and defaults that are missing. */
export async function brokenTables(ask: Ask): Promise<Breakage[]> {
	return [
		...(await security(ask)),
		...(await triggers(ask)),
		...(await references(ask)),
		...(await defaults(ask)),
		...(await statistics(ask))
	];
}

async function security(ask: Ask): Promise<Breakage[]> {
	const rows = await ask<{ table: string; name: string }>(
		`select c.oid::regclass::text as table, c.relname as name from pg_class c
		where c.relnamespace in ('public'::regnamespace, 'app'::regnamespace) and c.relkind in ('r', 'p')
		order by 1`
	);
	return rows.flatMap(({ table, name }) => [
		{
			name: `row level security of ${table} disabled`,
			about: name,
			sql: `alter table ${table} disable row level security`,
			undo: `alter table ${table} enable row level security`
		},
		{
			name: `row level security of ${table} not forced`,
			about: name,
			sql: `alter table ${table} no force row level security`,
			undo: `alter table ${table} force row level security`
		}
	]);
}

async function triggers(ask: Ask): Promise<Breakage[]> {
	const rows = await ask<{ table: string; name: string; trigger: string; definition: string }>(
		`select t.tgrelid::regclass::text as table, c.relname as name, t.tgname as trigger,
			pg_get_triggerdef(t.oid) as definition
		from pg_trigger t join pg_class c on c.oid = t.tgrelid
		where not t.tgisinternal and c.relnamespace in ('public'::regnamespace, 'app'::regnamespace)
		order by 1, 3`
	);
	return rows.map(({ table, name, trigger, definition }) => ({
		name: `trigger ${trigger} of ${table} dropped`,
		about: name,
		sql: `drop trigger ${quoted(trigger)} on ${table}`,
		undo: definition,
		byHand: 'after',
		leavesRows: true
	}));
}

interface Reference {
	table: string;
	name: string;
	constraint: string;
	definition: string;
	/** The same reference without the organization, where the target allows one. */
	single: string | null;
}

async function references(ask: Ask): Promise<Breakage[]> {
	const rows = await ask<Reference>(
		`select k.conrelid::regclass::text as table, c.relname as name, k.conname as constraint,
			pg_get_constraintdef(k.oid) as definition,
			case when cardinality(k.conkey) > 1 and exists (
				select from pg_attribute a where a.attrelid = k.confrelid and a.attnum = k.confkey[2] and a.attname = 'id'
			) then format('foreign key (%I) references %s (id) on delete cascade', (
				select a.attname from pg_attribute a where a.attrelid = k.conrelid and a.attnum = k.conkey[2]
			), k.confrelid::regclass) end as single
		from pg_constraint k join pg_class c on c.oid = k.conrelid
		where k.contype = 'f' and c.relnamespace = 'public'::regnamespace
			-- Of tables into which people write.
			and has_any_column_privilege('authenticated', c.oid, 'insert')
			and not k.conkey <@ array(
				select a.attnum from pg_attribute a where a.attrelid = c.oid and a.attname = 'org_id'
			)
		order by 1, 3`
	);
	return rows.flatMap(({ table, name, constraint, definition, single }) => {
		const drop = `alter table ${table} drop constraint ${quoted(constraint)}`;
		const add = (what: string) =>
			`alter table ${table} add constraint ${quoted(constraint)} ${what}`;
		const dropped = {
			name: `reference ${constraint} of ${table} dropped`,
			about: name,
			sql: drop,
			undo: add(definition),
			leavesRows: true
		};
		if (!single) return [dropped];
		return [
			dropped,
			{
				name: `reference ${constraint} of ${table} without the organization`,
				about: name,
				sql: `${drop}; ${add(single)}`,
				undo: `${drop}; ${add(definition)}`,
				leavesRows: true
			}
		];
	});
}

async function defaults(ask: Ask): Promise<Breakage[]> {
	const rows = await ask<{ table: string; name: string; column: string; expression: string }>(
		`select c.oid::regclass::text as table, c.relname as name, a.attname as column,
			pg_get_expr(d.adbin, d.adrelid) as expression
		from pg_attrdef d
		join pg_class c on c.oid = d.adrelid
		join pg_attribute a on a.attrelid = c.oid and a.attnum = d.adnum
		where c.relnamespace = 'public'::regnamespace and pg_get_expr(d.adbin, d.adrelid) like '%auth.jwt()%'
		order by 1, 3`
	);
	return rows.map(({ table, name, column, expression }) => ({
		name: `default of ${table}.${column} dropped`,
		about: name,
		sql: `alter table ${table} alter column ${quoted(column)} drop default`,
		undo: `alter table ${table} alter column ${quoted(column)} set default ${expression}`
	}));
}

async function statistics(ask: Ask): Promise<Breakage[]> {
	const rows = await ask<{ table: string; name: string; column: string; type: string }>(
		`select c.oid::regclass::text as table, c.relname as name, a.attname as column,
			format_type(a.atttypid, a.atttypmod) as type
		from pg_attribute a join pg_class c on c.oid = a.attrelid
		where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and a.attstattarget = 0
		order by 1, 3`
	);
	return rows.map(({ table, name, column, type }) => ({
		name: `statistics of ${table}.${column} gathered`,
		about: name,
		byHand: 'estimates',
		sql: `alter table ${table} alter column ${quoted(column)} set statistics default`,
		// Naming the type again drops what was gathered, where no function holds on to the column.
		undo: `alter table ${table} alter column ${quoted(column)} set statistics 0;
			do $$ begin
				alter table ${table} alter column ${quoted(column)} type ${type};
			exception when feature_not_supported then null;
			end $$`
	}));
}
