import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import { catalog } from '../catalog.ts';
import { includes } from '../language.ts';
import type { AnyCaller, TableAccess, Values } from '../language.ts';
import { look, plant } from '../plant.ts';
import { filterFor, request } from '../request.ts';
import { throughLens } from '../through-lens.ts';
import { theWorld } from '../world.ts';
import { assertRefused, madeTables } from './case.ts';
import type { Case } from './case.ts';

/*
 * Nobody makes of a row one that they could not change: hand over a project, say, or move a task to
 * where they don't see it. Nor does anybody create a row by saying that it is of another kind.
 */

export function becoming(): Case[] {
	return madeTables().flatMap(([table, entry]) =>
		(['demoted', 'member', 'admin'] as const).flatMap((caller) => {
			const kinds = Object.keys(entry.rows);
			const from = kinds.find((kind) => includes(entry.rows[kind]?.change, caller));
			const closed = kinds.filter((kind) => !includes(entry.rows[kind]?.change, caller));
			const changes = from
				? closed.map((to) => ({
						about: table,
						name: `${caller} cannot make of ${table}, ${from}: ${to}`,
						run: () => turn(table, entry, caller, from, to)
					}))
				: [];
			return [...changes, ...pretending(table, entry, caller)];
		})
	);
}

async function turn(
	table: string,
	entry: TableAccess,
	caller: AnyCaller,
	from: string,
	to: string
): Promise<void> {
	const world = await theWorld();
	const planted = await plant(world, table, from, caller);
	const wanted = await plant(world, table, to, caller);
	const body = Object.fromEntries(
		entry.columns.change
			.filter((column) => !isDeepStrictEqual(planted.row[column], wanted.row[column]))
			.map((column) => [column, wanted.row[column]])
	);
	// Nothing that anybody may change tells one from the other.
	if (Object.keys(body).length === 0) return;
	const { token } = world.askers[caller];
	for (const query of [filterFor(planted.key), '']) {
		// Without a filter the policy for reading has no say in it.
		const answer = await request(token, `${table}?${query}`, { method: 'PATCH', body });
		assertRefused(
			answer,
			caller,
			`the change of ${query || 'everything'} to ${JSON.stringify(body)}`
		);
	}
	assert.deepEqual(await look(planted), planted.row, 'the row is as it was');
}

/** Columns that triggers fill in, given by somebody who would gain by lying. */
function pretending(table: string, entry: TableAccess, caller: AnyCaller): Case[] {
	const kinds = Object.keys(entry.rows);
	const open = kinds.find((kind) => includes(entry.rows[kind]?.create, caller));
	const closed = kinds.find(
		(kind) => entry.rows[kind]?.create && !includes(entry.rows[kind]?.create, caller)
	);
	if (!open || !closed) return [];
	return [
		{
			about: table,
			name: `with every grant, ${caller} cannot create in ${table} by a lie: ${closed}`,
			async run() {
				const world = await theWorld();
				const truth = await plant(world, table, closed, caller);
				const lie = await plant(world, table, open, caller);
				const body: Values = { ...lie.row };
				for (const column of Object.keys(truth.key)) delete body[column];
				for (const { name, isGenerated } of (await catalog()).tables[table]?.columns ?? []) {
					if (isGenerated) delete body[name];
				}
				for (const column of entry.columns.create) body[column] = truth.row[column];
				body.created_by = world.askers[caller].person?.id;
				const token = await throughLens('with_every_grant', world.askers[caller].token!);
				const answer = await request(token, table, { method: 'POST', body });
				assertRefused(answer, caller, `a row that says ${JSON.stringify(body)}`);
			}
		}
	];
}
