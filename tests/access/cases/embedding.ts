import assert from 'node:assert/strict';
import { access } from '../../../supabase/access.ts';
import { catalog } from '../catalog.ts';
import type { Reference } from '../catalog.ts';
import { allCallers } from '../language.ts';
import type { AnyCaller, Values } from '../language.ts';
import { plant } from '../plant.ts';
import { request } from '../request.ts';
import { newWorld } from '../world.ts';
import type { World } from '../world.ts';
import { assertNotGranted, assertStatus } from './case.ts';
import type { Case } from './case.ts';

/*
 * Embedded rows (`select=*,tasks(*)`) are held by the same policies: they show nothing that reading
 * the table does not show. What that shows is held to supabase/access.ts elsewhere.
 */

export async function embedding(): Promise<Case[]> {
	const { references } = await catalog();
	const known = references.filter(({ from, to }) => access.tables[from] && access.tables[to]);
	return allCallers.map((caller) => ({
		about: 'embedded rows',
		name: `${caller} sees in embedded rows what they see anyway`,
		async run() {
			const world = await theSownWorld();
			await sowFor(world, caller);
			for (const reference of known) {
				await compare(world, caller, reference, reference.from, reference.to);
				await compare(world, caller, reference, reference.to, reference.from);
			}
		}
	}));
}

let sown: Promise<World> | undefined;

/** Not the one of all tests, whose thousands of rows would all come along. */
function theSownWorld(): Promise<World> {
	return (sown ??= newWorld());
}

/** Forgets it, once the database is another one. */
export function forgetSownWorld(): void {
	sown = undefined;
}

/** So that there is something to see, and more that is not to be seen. */
async function sowFor(world: World, caller: AnyCaller): Promise<void> {
	for (const [table, { rows, row }] of Object.entries(access.tables)) {
		if (!row) continue;
		for (const kind of Object.keys(rows)) {
			await plant(world, table, kind, caller);
			await plant(world, table, kind, caller, 'beside');
		}
	}
}

async function compare(
	world: World,
	caller: AnyCaller,
	reference: Reference,
	parent: string,
	child: string
): Promise<void> {
	const { token } = world.askers[caller];
	const what = `${parent} with ${child}, by ${reference.name}`;
	const embedded = await request(
		token,
		`${parent}?select=*,inside:${child}!${reference.name}(*)&limit=200`
	);
	if (caller === 'anon') return assertNotGranted(embedded, caller, what);
	assertStatus(embedded, [200], what);

	const required = await request(
		token,
		`${parent}?select=*,inside:${child}!${reference.name}!inner(*)&limit=200`
	);
	assertStatus(required, [200], `${what}, required`);

	const { key = [] } = (await catalog()).tables[child] ?? {};
	const inside = [...embedded.rows, ...required.rows].flatMap(
		(row) => [row.inside ?? []].flat() as Values[]
	);
	const nameOf = (row: Values) => JSON.stringify(key.map((column) => row[column]));
	const shown = new Map(inside.map((row) => [nameOf(row), row]));
	const visible = await seen(token, child, key, [...shown.values()]);
	for (const row of visible) shown.delete(nameOf(row));
	assert.deepEqual([...shown.keys()], [], `rows that only show in ${what}`);
}

/** Those of the rows that show when they are asked for by themselves. */
async function seen(
	token: string | null,
	table: string,
	key: string[],
	rows: Values[]
): Promise<Values[]> {
	const found: Values[] = [];
	for (let start = 0; start < rows.length; start += 40) {
		const group = rows.slice(start, start + 40).map((row) => {
			const conditions = key.map((column) => `${column}.eq.${String(row[column])}`);
			return `and(${conditions.join(',')})`;
		});
		const answer = await request(token, `${table}?or=(${group.join(',')})`);
		assertStatus(answer, [200], `reading ${table}`);
		found.push(...answer.rows);
	}
	return found;
}
