import type pg from 'pg';
import type { Stack } from '../../local/stack.ts';
import type { Measurement } from '../measurement.ts';
import { way } from '../pairs.ts';
import { askers } from '../questions.ts';
import { comparePair, type Row } from '../row.ts';
import { organizationId, personId, thousand } from '../sow.ts';
import { asAdmin, claimsOf, speak, withoutRls } from '../volume.ts';

/** Rows of each table that is read from end to end. */
const rows = 300_000;

/** Where copies of the tables are made, with a policy at a time. */
const schema = 'bench';

/** Every policy where no index hides it. */
export const policies: Measurement = {
	title: 'Policies without an index',
	about: `Every policy of every table, using and with check alike, as the only one that lets rows of a
		copy of its table be read: ${rows.toLocaleString('en')} rows, no index, so that each row is looked
		at; over the same condition with the values of its functions in place of their calls, as a role that row
		level security does not hold, for each role that it lets read any. A function that is called for
		each row costs many times as much. Shown is the policy of each table that costs most.`,

	async *measure(context) {
		const stack = await context.many();
		const { adminUrl } = stack.info;
		const tables = await asAdmin(adminUrl, findPolicies);
		await asAdmin(adminUrl, (client) =>
			client.query(
				`drop schema if exists ${schema} cascade;
				create schema ${schema};
				grant usage on schema ${schema} to authenticated, ${withoutRls}`
			)
		);
		try {
			for (const [table, conditions] of tables) {
				await asAdmin(adminUrl, (client) => copy(client, table));
				yield await worst(stack, table, conditions);
			}
		} finally {
			await asAdmin(adminUrl, (client) => client.query(`drop schema ${schema} cascade`));
		}
	}
};

interface Condition {
	policy: string;
	isRestrictive: boolean;
	expression: string;
}

/** Each different condition of each table that is served. */
async function findPolicies(client: pg.Client): Promise<Map<string, Condition[]>> {
	const { rows } = await client.query<Condition & { table: string }>(
		`select c.relname as table, min(p.policyname) as policy,
			bool_or(p.permissive = 'RESTRICTIVE') as "isRestrictive", p.expression
		from pg_class c
		left join (
			select tablename, policyname, permissive, expression
			from pg_policies cross join lateral (values (qual), (with_check)) as side (expression)
			where schemaname = 'public' and expression is not null
		) p on p.tablename = c.relname
		where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
		group by c.relname, p.expression
		order by c.relname, 2`
	);
	const tables = new Map<string, Condition[]>();
	for (const { table, ...condition } of rows) {
		if (!condition.expression) throw new Error(`The table ${table} has no policy: give it one.`);
		tables.set(table, [...(tables.get(table) ?? []), condition]);
	}
	return tables;
}

/** What stands in a column of a type: half of the rows are the organization's, of people of theirs. */
const fills: Record<string, string> = {
	text: `case
		when name ~ '^(org_id|id)$' then case n % 2 when 0 then '${organizationId(thousand)}' else 'org_' || n end
		when name ~ '(user|lead|assignee|actor)_id|created_by' then '${personId(thousand, 0).slice(0, -1)}' || n % 20
		when name = 'visibility' then case when n % 10 < 3 then 'private' else 'org' end
		when name = 'status' then case when n % 4 = 0 then 'removed' else 'active' end
		else name || n % 50
	end`,
	uuid: `md5((n % 1000)::text)::uuid`,
	boolean: `n % 20 = 0`,
	date: `current_date - n % 700`,
	'timestamp with time zone': `now() - n * interval '1 second'`,
	jsonb: `'{}'::jsonb`,
	'text[]': `'{member}'::text[]`,
	bytea: `'\\x00'::bytea`,
	smallint: `n % 100`,
	integer: `n`,
	bigint: `n`,
	numeric: `n % 100`
};

/** A copy of a table with many rows, without keys and indexes. */
async function copy(client: pg.Client, table: string): Promise<void> {
	const { rows: columns } = await client.query<{ name: string; type: string }>(
		`select attname as name, format_type(atttypid, null) as type
		from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped
		order by attnum`,
		[`public.${table}`]
	);
	const values = columns.map(({ name, type }) => {
		const fill = fills[type];
		if (fill) return fill.replaceAll(/\bname\b/g, `'${name}'`);
		throw new Error(
			`Nothing fills ${table}.${name}: say in bench/measurements/policies.ts what stands in a column of type ${type}.`
		);
	});
	const names = columns.map(({ name }) => `"${name}"`).join();
	await client.query(
		`create table ${schema}.${table} (like public.${table});
		insert into ${schema}.${table} (${names})
			select ${values.join()} from generate_series(1, ${rows}) as n;
		alter table ${schema}.${table} enable row level security;
		alter table ${schema}.${table} force row level security;
		grant select on ${schema}.${table} to authenticated, ${withoutRls}`
	);
	await client.query(`vacuum (analyze) ${schema}.${table}`);
}

async function worst(stack: Stack, table: string, conditions: Condition[]): Promise<Row> {
	const measured: Row[] = [];
	for (const asker of askers) {
		for (const condition of conditions) {
			const row = await compareOne(stack, table, condition, asker);
			if (!row) continue;
			// Two connections can differ in the same way for as long as they last: others have to agree.
			const holds = row.verdict === 'holds';
			measured.push(holds ? row : (await compareOne(stack, table, condition, asker))!);
		}
	}
	const rank = { missed: 2, noisy: 1, holds: 0 };
	measured.sort((one, other) => {
		return rank[other.verdict] - rank[one.verdict] || other.ratio!.median - one.ratio!.median;
	});
	const [first] = measured;
	return {
		...first!,
		note: `${conditions.length === 1 ? 'its one condition' : `${conditions.length} conditions`}: ${first!.note}`
	};
}

/** Null where the condition says no to this role whatever the row: nobody would write a query. */
async function compareOne(
	stack: Stack,
	table: string,
	condition: Condition,
	{ role, person }: (typeof askers)[number]
): Promise<Row | null> {
	const mine = await speak(stack, thousand, person);
	const theirs = await speak(stack, thousand, person, withoutRls);
	try {
		for (const client of [mine, theirs]) {
			await client.query('set max_parallel_workers_per_gather = 0');
		}
		const count = `select count(*) from ${schema}.${table}`;
		const byHand = await asAdmin(stack.info.adminUrl, async (client) => {
			await apply(client, table, condition);
			return writeIn(client, condition.expression, claimsOf(stack, thousand, person));
		});
		if (await readsNothing(theirs, `${count} where ${byHand.known}`)) return null;
		return await comparePair({
			name: table,
			bar: { times: 1.15 },
			mine: way(() => mine.query(count)),
			other: way(() => theirs.query(`${count} where ${byHand.once}`)),
			rounds: 11,
			warmUps: 2,
			note: `"${condition.policy}", ${role}`
		});
	} finally {
		await Promise.all([mine.end(), theirs.end()]);
	}
}

async function readsNothing(client: pg.Client, query: string): Promise<boolean> {
	const { rows } = await client.query<{ 'QUERY PLAN': string }>(`explain ${query}`);
	return rows.some((line) => line['QUERY PLAN'].includes('One-Time Filter: false'));
}

/** Makes this the one condition of the copy. */
async function apply(client: pg.Client, table: string, condition: Condition): Promise<void> {
	const { isRestrictive, expression } = condition;
	await client.query(
		`drop policy if exists measured on ${schema}.${table};
		drop policy if exists beside on ${schema}.${table};
		create policy measured on ${schema}.${table} ${isRestrictive ? 'as restrictive' : ''}
			for select to authenticated using (${expression});
		${isRestrictive ? `create policy beside on ${schema}.${table} for select to authenticated using (true)` : ''}`
	);
}

/**
 * The condition with what its functions say for somebody in place of their calls: known when the
 * statement is planned, or once it runs, as in a statement that serves everybody.
 */
async function writeIn(
	client: pg.Client,
	expression: string,
	claims: object
): Promise<{ known: string; once: string }> {
	await client.query("select set_config('request.jwt.claims', $1, false)", [
		JSON.stringify(claims)
	]);
	let [known, once] = [expression, expression];
	const call = /(IN |ARRAY)?\(\s*SELECT (app\.\w+\(\))(?: AS \w+)?\)|(app\.\w+\(\))/;
	for (let found; (found = call.exec(known));) {
		const [whole, before, wrapped, bare] = found;
		const name = (wrapped ?? bare)!;
		const { rows } = await client.query<{ literal: string }>(
			before
				? `select format('%L::%s[]', array(select ${name}), prorettype::regtype) as literal
					from pg_proc where oid = '${name.slice(0, -2)}'::regproc`
				: `select format('%L::%s', f, pg_typeof(f)) as literal from ${name} f`
		);
		const { literal } = rows[0]!;
		const isSet = before === 'IN ';
		const set = `in (select unnest(${literal}))`;
		// A list that a statement makes is written as one here, too, or any() takes it for rows.
		const list = before === 'ARRAY' ? `array(select unnest(${literal}))` : `(select ${literal})`;
		known = known.replace(whole, () => (isSet ? set : literal));
		once = once.replace(whole, () => (isSet ? set : list));
	}
	return { known, once };
}
