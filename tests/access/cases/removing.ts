import assert from 'node:assert/strict';
import { includes } from '../language.ts';
import type { AnyCaller, TableAccess, Values } from '../language.ts';
import { look, plant } from '../plant.ts';
import type { Place, Planted } from '../plant.ts';
import { filterFor, request } from '../request.ts';
import type { Answer } from '../request.ts';
import { theWorld } from '../world.ts';
import { assertNotGranted, assertRefused, assertStatus, elsewhere, subjects } from './case.ts';
import type { Case } from './case.ts';

/** Taking rows away by a change, such as putting them into a trash: for those who may delete them. */
export function removing(): Case[] {
	return subjects().flatMap(({ table, kind, caller, entry, rows }) => {
		const { removal } = entry;
		if (!removal) return [];
		const what = Object.keys(removal).join();
		return (['ours', ...elsewhere({ entry, kind })] as Place[]).map((place) => {
			const may = place === 'ours' && includes(rows.delete, caller);
			const where = place === 'ours' ? '' : `, of an organization that is ${place}`;
			return {
				about: table,
				name: `${caller} ${may ? 'may' : 'may not'} set ${what} of ${table}: ${kind}${where}`,
				run: () => tryTo(table, kind, caller, entry, { removal, may, place })
			};
		});
	});
}

async function tryTo(
	table: string,
	kind: string,
	caller: AnyCaller,
	entry: TableAccess,
	{ removal, may, place }: { removal: Values; may: boolean; place: Place }
): Promise<void> {
	const world = await theWorld();
	const planted = await plant(world, table, kind, caller, place);
	const restored = Object.fromEntries(Object.keys(removal).map((name) => [name, false]));
	for (const body of [removal, restored]) {
		const answer = await request(world.askers[caller].token, `${table}?${filterFor(planted.key)}`, {
			method: 'PATCH',
			body,
			headers: { prefer: 'return=representation' }
		});
		if (may) await assertDone(answer, planted, body);
		else {
			const mayChange = place === 'ours' && includes(entry.rows[kind]?.change, caller);
			await assertNotDone(answer, planted, caller, body, mayChange);
		}
	}
}

async function assertDone(answer: Answer, planted: Planted, body: Values): Promise<void> {
	assertStatus(answer, [200], JSON.stringify(body));
	const now = await look(planted);
	assert.deepEqual(answer.rows, [now], 'the row that the change answers with');
	for (const [column, value] of Object.entries(body)) assert.equal(now?.[column], value, column);
}

/** Whoever may change the row as it is meets an error, everybody else silence. */
async function assertNotDone(
	answer: Answer,
	planted: Planted,
	caller: AnyCaller,
	body: Values,
	mayChange: boolean
): Promise<void> {
	const what = JSON.stringify(body);
	const isAsItIs = Object.entries(body).every(([name, value]) => planted.row[name] === value);
	if (caller === 'anon') assertNotGranted(answer, caller, what);
	else if (!mayChange) assert.deepEqual(answer.rows, [], `rows that came back from ${what}`);
	else if (isAsItIs) assertStatus(answer, [200], what);
	else assertRefused(answer, caller, what);
	if (!isAsItIs || !mayChange) {
		assert.deepEqual(await look(planted), planted.row, 'the row is as it was');
	}
}
