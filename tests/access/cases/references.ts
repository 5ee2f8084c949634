import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { access } from '../../../supabase/access.ts';
import { catalog } from '../catalog.ts';
import type { Reference } from '../catalog.ts';
import { includes } from '../language.ts';
import type { AnyCaller, TableAccess, Values } from '../language.ts';
import { look, plant, uproot } from '../plant.ts';
import { filterFor, request } from '../request.ts';
import type { Answer } from '../request.ts';
import { theWorld } from '../world.ts';
import type { World } from '../world.ts';
import type { Case } from './case.ts';

/*
 * A row can only point to rows of its own organization, and the refusal does not tell whether there
 * is such a thing in another one: it is the same as for a thing that is nowhere.
 */

export async function references(): Promise<Case[]> {
	const { references: all } = await catalog();
	return all.flatMap((reference) => {
		const entry = access.tables[reference.from];
		if (!entry?.row) return [];
		return reference.columns.flatMap((column, index) => {
			const target = reference.targets[index]!;
			const deeds = (['create', 'change'] as const).filter((deed) =>
				entry.columns[deed].includes(column)
			);
			return deeds.flatMap((deed) =>
				(['member', 'admin'] as const).map((caller) => ({
					about: reference.from,
					name: `${caller} cannot ${deed} ${reference.from} whose ${column} is of another organization`,
					run: () => point({ reference, column, target, deed, caller, entry })
				}))
			);
		});
	});
}

interface Pointing {
	reference: Reference;
	column: string;
	target: string;
	deed: 'create' | 'change';
	caller: AnyCaller;
	entry: TableAccess;
}

async function point({ reference, column, target, deed, caller, entry }: Pointing): Promise<void> {
	const world = await theWorld();
	const own = Object.keys(entry.rows);
	const kind = own.find((name) => includes(entry.rows[name]?.[deed], caller)) ?? own[0]!;
	const ask = async (value: unknown): Promise<Answer> => {
		const planted = await plant(world, reference.from, kind, caller);
		if (deed === 'create') await uproot(planted);
		const body: Values =
			deed === 'change'
				? {}
				: Object.fromEntries(entry.columns.create.map((name) => [name, planted.row[name]]));
		body[column] = value;
		const answer = await request(
			world.askers[caller].token,
			deed === 'change' ? `${reference.from}?${filterFor(planted.key)}` : reference.from,
			{
				method: deed === 'change' ? 'PATCH' : 'POST',
				body,
				headers: { prefer: 'return=representation' }
			}
		);
		const now = await look(planted);
		if (deed === 'change') assert.deepEqual(now, planted.row, 'the row is as it was');
		else assert.equal(now, null, 'there is no such row');
		assert.deepEqual(answer.rows, [], 'rows that came back');
		return answer;
	};

	const isPerson = target.endsWith('user_id');
	const nowhere = await ask(isPerson ? `user_${randomUUID()}` : randomUUID());
	for (const place of ['beside', 'far'] as const) {
		const foreign = await ask(await foreignValue(world, reference.to, target, place));
		assert.deepEqual(withoutIds(foreign), withoutIds(nowhere), `what ${place} gets as an answer`);
	}
	// Nor whether there is such a thing in the own organization, where they don't see it.
	const kinds = Object.entries(access.tables[reference.to]?.rows ?? {});
	const hidden = kinds.find(([, rows]) => rows.create && !includes(rows.read, caller));
	if (!hidden) return;
	const { row } = await plant(world, reference.to, hidden[0], caller);
	const unseen = await ask(row[target]);
	assert.deepEqual(withoutIds(unseen), withoutIds(nowhere), `what is unseen gets as an answer`);
}

async function foreignValue(
	world: World,
	table: string,
	column: string,
	place: 'beside' | 'far'
): Promise<unknown> {
	if (column === 'user_id') return world.organizations[place].colleague;
	const [kind] = Object.keys(access.tables[table]?.rows ?? {});
	return (await plant(world, table, kind!, 'admin', place)).row[column];
}

/** An answer without what the question named. */
export function withoutIds({ status, text }: Answer): unknown {
	const neutral = text
		.replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'ID')
		.replaceAll(/(user|org|om)_[0-9A-Za-z-]+/g, 'ID')
		.replaceAll(/user_ID/g, 'ID');
	return { status, text: neutral };
}
