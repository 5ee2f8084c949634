import { quoted } from './breakage.ts';
import type { Ask, Breakage } from './breakage.ts';

const commands = ['select', 'insert', 'update', 'delete'] as const;

interface Column {
	table: string;
	column: string;
	insert: boolean;
	update: boolean;
}

/** Grants too many and too few, for tables, columns and functions. */
export async function brokenGrants(ask: Ask): Promise<Breakage[]> {
	return [
		...(await tables(ask)),
		...(await columns(ask)),
		...(await functionsForOthers(ask)),
		...(await functionsTaken(ask))
	];
}

async function tables(ask: Ask): Promise<Breakage[]> {
	const rows = await ask<{ table: string; granted: string[] }>(
		`select c.relname as table, array(
			select command from unnest(array['select', 'insert', 'update', 'delete']) command
			where has_table_privilege('authenticated', c.oid, command)
				or command in ('insert', 'update') and has_any_column_privilege('authenticated', c.oid, command)
		) as granted
		from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
		order by 1`
	);
	return rows.flatMap(({ table, granted }) => {
		const grant = (command: string, role: string): Breakage => ({
			name: `${command} on ${table} granted to ${role}`,
			about: table,
			sql: `grant ${command} on public.${quoted(table)} to ${role}`,
			undo: `revoke ${command} on public.${quoted(table)} from ${role}`
		});
		const wholeRow = ['select', 'delete'];
		return [
			...commands.map((command) => grant(command, 'anon')),
			...commands.map((command) => grant(command, 'service_role')),
			...commands
				.filter((command) => !granted.includes(command))
				.map((command) => grant(command, 'authenticated')),
			...granted
				.filter((command) => wholeRow.includes(command))
				.map((command) => ({
					name: `${command} on ${table} taken from authenticated`,
					about: table,
					sql: `revoke ${command} on public.${quoted(table)} from authenticated`,
					undo: `grant ${command} on public.${quoted(table)} to authenticated`
				}))
		];
	});
}

async function columns(ask: Ask): Promise<Breakage[]> {
	const rows = await ask<Column>(
		`select c.relname as table, a.attname as column,
			has_column_privilege('authenticated', c.oid, a.attnum, 'insert') as insert,
			has_column_privilege('authenticated', c.oid, a.attnum, 'update') as update
		from pg_class c join pg_attribute a on a.attrelid = c.oid
		where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
			and a.attnum > 0 and not a.attisdropped
			-- Of tables into which people write; others have no policy that would let a row in.
			and has_any_column_privilege('authenticated', c.oid, 'insert')
		order by 1, a.attnum`
	);
	return rows.flatMap(({ table, column, ...granted }) =>
		(['insert', 'update'] as const).map((command) => {
			const right = `${command} (${quoted(column)}) on public.${quoted(table)}`;
			const give = `grant ${right} to authenticated`;
			const take = `revoke ${right} from authenticated`;
			return {
				name: `${command} of ${table}.${column} ${granted[command] ? 'taken from' : 'granted to'} authenticated`,
				about: table,
				sql: granted[command] ? take : give,
				undo: granted[command] ? give : take
			};
		})
	);
}

/** Functions of the API given to roles that have no business with them, with what is behind them. */
async function functionsForOthers(ask: Ask): Promise<Breakage[]> {
	const rows = await ask<{ served: string; behind: string | null; name: string; role: string }>(
		`select p.proname as name, p.oid::regprocedure::text as served, b.oid::regprocedure::text as behind, role
		from pg_proc p
		left join pg_proc b on b.pronamespace = 'app'::regnamespace and b.proname = p.proname
		cross join unnest(array['anon', 'authenticated']) role
		where p.pronamespace = 'public'::regnamespace and not has_function_privilege(role, p.oid, 'execute')
		order by 1, 4`
	);
	return rows.map(({ served, behind, name, role }) => {
		const both = [served, behind].filter(Boolean).join(', ');
		return {
			name: `execute on ${name} granted to ${role}`,
			about: name,
			sql: `grant execute on function ${both} to ${role}`,
			undo: `revoke execute on function ${both} from ${role}`
		};
	});
}

async function functionsTaken(ask: Ask): Promise<Breakage[]> {
	const rows = await ask<{ signature: string; name: string; role: string }>(
		`select p.oid::regprocedure::text as signature, p.proname as name, a.grantee::regrole::text as role
		from pg_proc p, aclexplode(p.proacl) a
		where p.pronamespace in ('public'::regnamespace, 'app'::regnamespace)
			and a.grantee in ('anon'::regrole, 'authenticated'::regrole, 'service_role'::regrole)
		order by 1, 3`
	);
	return rows.map(({ signature, name, role }) => ({
		name: `execute on ${signature.replace(/\(.*/, '')} taken from ${role}`,
		about: name,
		sql: `revoke execute on function ${signature} from ${role}`,
		undo: `grant execute on function ${signature} to ${role}`,
		// The cases speak as people do, so what the server may do is noticed by hand alone.
		byHand: role === 'service_role' ? 'before' : 'after'
	}));
}
