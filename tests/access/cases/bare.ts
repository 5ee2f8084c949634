import assert from 'node:assert/strict';
import { access } from '../../../supabase/access.ts';
import { allCallers, includes } from '../language.ts';
import type { AnyCaller } from '../language.ts';
import { look, plant } from '../plant.ts';
import type { Planted } from '../plant.ts';
import { request } from '../request.ts';
import { newWorld, theWorld } from '../world.ts';
import type { World } from '../world.ts';
import { assertNotGranted } from './case.ts';
import type { Case } from './case.ts';

/*
 * Updates and deletes without a filter and without asking for rows. Postgres applies the policy for
 * reading to every statement that has either, so a policy that forgot the tenant passes all tests
 * that filter.
 */

interface Sown extends Planted {
	kind: string;
	isOurs: boolean;
}

export function bare(): Case[] {
	return allCallers.map((caller) => ({
		about: 'bare statements',
		name: `${caller} changes and deletes without a filter just what they may`,
		async run() {
			// Whoever may change anything gets a world of their own.
			const isHarmless = Object.values(access.tables).every((entry) =>
				Object.values(entry.rows).every(
					({ change, delete: remove }) => !includes(change, caller) && !includes(remove, caller)
				)
			);
			await tryAll(
				isHarmless && caller !== 'stranger' ? await theWorld() : await newWorld(),
				caller
			);
		}
	}));
}

async function tryAll(world: World, caller: AnyCaller): Promise<void> {
	const { token } = world.askers[caller];
	const rows = await sow(world, caller);
	for (const [table, { patch }] of Object.entries(access.tables)) {
		const answer = await request(token, table, { method: 'PATCH', body: patch });
		if (caller === 'anon') assertNotGranted(answer, caller, `a change of all of ${table}`);
		await check(rows, table, 'change', caller);
	}
	// What hangs on others first, so that nothing goes because another row went.
	for (const table of Object.keys(access.tables).reverse()) {
		const answer = await request(token, table, { method: 'DELETE' });
		if (caller === 'anon') assertNotGranted(answer, caller, `the deletion of all of ${table}`);
		await check(rows, table, 'delete', caller);
	}
}

/** One row of every kind, here and elsewhere. */
async function sow(world: World, caller: AnyCaller): Promise<Sown[]> {
	const rows: Sown[] = [];
	for (const [table, { rows: kinds, row }] of Object.entries(access.tables)) {
		for (const kind of Object.keys(kinds)) {
			for (const place of row ? (['ours', 'beside', 'far'] as const) : (['ours'] as const)) {
				const planted = await plant(world, table, kind, caller, place);
				rows.push({ ...planted, kind, isOurs: place === 'ours' });
			}
		}
	}
	return rows;
}

async function check(
	rows: Sown[],
	table: string,
	deed: 'change' | 'delete',
	caller: AnyCaller
): Promise<void> {
	const entry = access.tables[table];
	for (const sown of rows.filter((row) => row.table === table)) {
		const may = sown.isOurs && includes(entry?.rows[sown.kind]?.[deed], caller);
		const now = await look(sown);
		const what = `${caller}, to ${deed} all of ${table}: ${sown.kind}${sown.isOurs ? '' : ', elsewhere'}`;
		if (!may) assert.deepEqual(now, sown.row, what);
		else if (deed === 'delete') assert.equal(now, null, what);
		else {
			for (const [column, value] of Object.entries(entry?.patch ?? {})) {
				assert.deepEqual(now?.[column], value, what);
			}
		}
		// What was changed is what the next statement finds.
		if (now) sown.row = now;
	}
}
