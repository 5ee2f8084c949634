import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { access } from '../../../supabase/access.ts';
import { catalog } from '../catalog.ts';
import { includes } from '../language.ts';
import type { AnyCaller, TableAccess, Values } from '../language.ts';
import { look, plant } from '../plant.ts';
import type { Place } from '../plant.ts';
import { filterFor, request } from '../request.ts';
import type { Answer, Asking } from '../request.ts';
import { theWorld } from '../world.ts';
import type { Case } from './case.ts';
import { withoutIds } from './references.ts';

/*
 * Nobody learns that a row exists that they may not see: whatever they ask about it, the answer is
 * the same as about a row that is nowhere.
 */

const curious: AnyCaller[] = ['stranger', 'former', 'member', 'admin'];

export function oracles(): Case[] {
	return Object.entries(access.tables).flatMap(([table, entry]) =>
		curious.flatMap((caller) => {
			const hidden = Object.keys(entry.rows).filter(
				(kind) => !includes(entry.rows[kind]?.read, caller)
			);
			const subjects: [string, Place][] = hidden.map((kind) => [kind, 'ours']);
			if (entry.row) subjects.push([Object.keys(entry.rows)[0]!, 'far']);
			return subjects.map(([kind, place]) => ({
				about: table,
				name: `${caller} does not learn whether there is in ${table}: ${kind}${place === 'far' ? ', far away' : ''}`,
				run: () => compare(table, entry, kind, caller, place)
			}));
		})
	);
}

async function compare(
	table: string,
	entry: TableAccess,
	kind: string,
	caller: AnyCaller,
	place: Place
): Promise<void> {
	const world = await theWorld();
	const planted = await plant(world, table, kind, caller, place);
	const { row, key } = planted;
	const unknown = unknownLike(key);
	const facts = (await catalog()).tables[table];
	const texts = (facts?.columns ?? []).filter(({ type }) => type === 'text');

	const questions = (id: Values): [string, Asking][] => {
		const filter = filterFor(id);
		const body = { ...pick(row, entry.columns.create), ...pick(id, entry.columns.create) };
		const chosen = { ...body, ...id };
		const on = Object.keys(id).join(',');
		return [
			[filter, {}],
			[filter, { headers: { prefer: 'count=exact' } }],
			[filter, { headers: { accept: 'application/vnd.pgrst.object+json' } }],
			// An error that is only met where there is a row to meet it.
			...texts.map(({ name }): [string, Asking] => [`${filter}&${name}=match.(`, {}]),
			[filter, { method: 'PATCH', body: entry.patch, headers: { prefer: 'count=exact' } }],
			[filter, { method: 'DELETE', headers: { prefer: 'count=exact' } }],
			[filter, { method: 'PUT', body: chosen }],
			['', { method: 'POST', body: chosen }],
			...['ignore', 'merge'].flatMap((resolution): [string, Asking][] => {
				const headers = { prefer: `resolution=${resolution}-duplicates,return=representation` };
				return [
					[`on_conflict=${on}`, { method: 'POST', body: chosen, headers }],
					['', { method: 'POST', body: chosen, headers }]
				];
			}),
			...(mayCreateAnywhere(entry) && isForeignKey(body, id)
				? [['', { method: 'POST', body }] as [string, Asking]]
				: [])
		];
	};
	const { token } = world.askers[caller];
	const [about, aboutNothing] = [questions(key), questions(unknown)];
	for (const [index, [query, asking]] of about.entries()) {
		const theirs = await request(token, `${table}?${query}`, asking);
		const [otherQuery, otherAsking] = aboutNothing[index]!;
		const nobodys = await request(token, `${table}?${otherQuery}`, otherAsking);
		assert.deepEqual(
			described(theirs),
			described(nobodys),
			`${asking.method ?? 'GET'} ${query} ${JSON.stringify(asking.headers ?? {})}`
		);
	}
	assert.deepEqual(await look(planted), row, 'the row is as it was');
}

function described(answer: Answer): unknown {
	const told = ['content-range', 'location', 'preference-applied'];
	return {
		...(withoutIds(answer) as object),
		headers: told.map((name) => answer.headers.get(name)?.replaceAll(/eq\.[^&]*/g, 'eq.ID') ?? null)
	};
}

function mayCreateAnywhere(entry: TableAccess): boolean {
	return Object.values(entry.rows).some((rows) => (rows.create ?? []).length > 0);
}

/** Whether the columns that name the row can be given, so that a row could collide with it. */
function isForeignKey(body: Values, id: Values): boolean {
	return Object.keys(id).some((column) => column in body);
}

function unknownLike(key: Values): Values {
	return Object.fromEntries(
		Object.entries(key).map(([column, value]) => {
			const prefix = /^(user|org|om)_/.exec(String(value))?.[0];
			const isUuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(String(value));
			return [column, prefix ? `${prefix}${randomUUID()}` : isUuid ? randomUUID() : letters()];
		})
	);
}

/** A name that nothing has. */
function letters(): string {
	return randomUUID().replaceAll(/[^a-f]/g, (other) => 'ghijklmnop'[Number(other)] ?? '_');
}

function pick(row: Values, columns: string[]): Values {
	return Object.fromEntries(
		columns.filter((column) => column in row).map((column) => [column, row[column]])
	);
}
