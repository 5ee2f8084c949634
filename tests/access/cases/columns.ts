import assert from 'node:assert/strict';
import { access } from '../../../supabase/access.ts';
import { catalog } from '../catalog.ts';
import { includes } from '../language.ts';
import type { AnyCaller, TableAccess, Values } from '../language.ts';
import { look, plant, uproot } from '../plant.ts';
import { filterFor, request } from '../request.ts';
import { newWorld, theWorld } from '../world.ts';
import { assertNotGranted, assertStatus } from './case.ts';
import type { Case } from './case.ts';

/*
 * Column by column: what may not be written is refused even with the value that it has anyway, and
 * what may be written can be.
 */

const writers: AnyCaller[] = ['member', 'admin'];

export async function columns(): Promise<Case[]> {
	const { tables } = await catalog();
	return Object.entries(access.tables).flatMap(([table, entry]) =>
		(tables[table]?.columns ?? []).flatMap(({ name: column, isGenerated }) =>
			writers.flatMap((caller) =>
				isGenerated
					? generated(table, entry, column, caller)
					: casesFor(table, entry, column, caller)
			)
		)
	);
}

function casesFor(table: string, entry: TableAccess, column: string, caller: AnyCaller): Case[] {
	const mayGive = entry.columns.create.includes(column);
	const mayChange = entry.columns.change.includes(column);
	const kind = kindFor(entry, caller);
	const cases: Case[] = [
		{
			about: table,
			name: `${caller} ${mayChange && kind ? 'may' : 'may not'} change ${column} of ${table}`,
			run: () => change(table, entry, column, caller, mayChange && kind ? kind : null)
		}
	];
	if (entry.row && !mayGive) {
		cases.push({
			about: table,
			name: `${caller} may not choose ${column} of a new row in ${table}`,
			run: () => choose(table, entry, column, caller)
		});
	}
	return cases;
}

/** What follows from other columns is refused by Postgres before it looks at grants. */
function generated(table: string, entry: TableAccess, column: string, caller: AnyCaller): Case[] {
	return [
		{
			about: table,
			name: `${caller} may not write ${column} of ${table}, which follows from other columns`,
			async run() {
				const world = await theWorld();
				const planted = await plant(world, table, Object.keys(entry.rows)[0]!, caller);
				const given = entry.columns.create.map((name) => [name, planted.row[name]]);
				const body = { [column]: planted.row[column] };
				for (const [path, asking] of [
					[`${table}?${filterFor(planted.key)}`, { method: 'PATCH', body }],
					[table, { method: 'POST', body: { ...Object.fromEntries(given), ...body } }]
				] as const) {
					const { code } = await request(world.askers[caller].token, path, asking);
					assert.equal(code, '428C9', `${asking.method} with ${column}`);
				}
				assert.deepEqual(await look(planted), planted.row, 'the row is as it was');
			}
		}
	];
}

/** Rows that this caller may change, if there are any. */
function kindFor({ rows }: TableAccess, caller: AnyCaller): string | undefined {
	return Object.keys(rows).find((kind) => includes(rows[kind]?.change, caller));
}

async function change(
	table: string,
	entry: TableAccess,
	column: string,
	caller: AnyCaller,
	kind: string | null
): Promise<void> {
	// A row that is only found is everybody's, who compare it with what it was.
	const world = entry.row || !kind ? await theWorld() : await newWorld();
	const [first] = Object.keys(entry.rows);
	const planted = await plant(world, table, kind ?? kindFor(entry, caller) ?? first!, caller);
	const answer = await request(
		world.askers[caller].token,
		`${table}?${filterFor(planted.key)}&select=${Object.keys(planted.key)[0]}`,
		{
			method: 'PATCH',
			body: { [column]: planted.row[column] ?? null },
			headers: { prefer: 'return=representation' }
		}
	);
	if (kind) {
		assertStatus(answer, [200], 'the change');
		assert.equal(answer.rows.length, 1, 'the row that was changed');
	} else if (entry.columns.change.includes(column)) {
		assert.deepEqual(answer.rows, [], 'rows that were changed');
	} else {
		assertNotGranted(answer, caller, `a change of ${column}`);
	}
	if (!kind) assert.deepEqual(await look(planted), planted.row, 'the row is as it was');
}

async function choose(
	table: string,
	entry: TableAccess,
	column: string,
	caller: AnyCaller
): Promise<void> {
	const world = await theWorld();
	const kinds = Object.keys(entry.rows);
	const kind = kinds.find((kind) => includes(entry.rows[kind]?.create, caller)) ?? kinds[0]!;
	const sample = await plant(world, table, kind, caller);
	await uproot(sample);
	const body: Values = { [column]: sample.row[column] };
	for (const given of entry.columns.create) body[given] = sample.row[given];
	const answer = await request(world.askers[caller].token, table, { method: 'POST', body });
	assertNotGranted(answer, caller, `a new row with ${column}`);
	assert.equal(await look(sample), null, 'there is no such row');
}
