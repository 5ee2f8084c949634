import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import { ask } from '../../policies/database.ts';
import { includes } from '../language.ts';
import type { AnyCaller, TableAccess, Values } from '../language.ts';
import { look, plant, uproot } from '../plant.ts';
import type { Place, Planted } from '../plant.ts';
import { filterFor, request } from '../request.ts';
import type { Asking } from '../request.ts';
import { newWorld, theWorld } from '../world.ts';
import type { World } from '../world.ts';
import { assertNotGranted, assertStatus, elsewhere, subjects } from './case.ts';
import type { Case } from './case.ts';

/** Changing and deleting every row, one by one. Without a filter that is done in bare.ts. */
export function writing(): Case[] {
	return subjects().flatMap(({ table, kind, caller, entry, rows }) =>
		(['change', 'delete'] as const).flatMap((deed) => {
			const may = includes(rows[deed], caller);
			const places: Place[] = ['ours', ...elsewhere({ entry, kind })];
			return places.map((place) => {
				const where = place === 'ours' ? '' : `, of an organization that is ${place}`;
				const isAllowed = may && place === 'ours';
				return {
					about: table,
					name: `${caller} ${isAllowed ? 'may' : 'may not'} ${deed} ${table}: ${kind}${where}`,
					run: () =>
						isAllowed
							? allowed[deed](table, kind, caller, entry)
							: refused(deed, table, kind, caller, entry, place)
				};
			});
		})
	);
}

type Deed = 'change' | 'delete';
type Try = (table: string, kind: string, caller: AnyCaller, entry: TableAccess) => Promise<void>;

const allowed: Record<Deed, Try> = {
	async change(table, kind, caller, { patch, row }) {
		// A row that is only found is everybody's, who compare it with what it was.
		const world = row ? await theWorld() : await newWorld();
		const { send, planted } = await prepare(world, table, kind, caller);
		const answer = await send({
			method: 'PATCH',
			body: patch,
			headers: { prefer: 'return=representation, count=exact' }
		});
		assertStatus(answer, [200], 'the change');
		const now = await look(planted);
		assert.deepEqual(answer.rows, [now], 'the row that the change answers with');
		assertLike(now, patch);
		assertTouched(planted.row, now);

		const again = await send({ method: 'PATCH', body: patch, headers: { prefer: 'count=exact' } });
		assertStatus(again, [204], 'a change that asks for no row');
		assert.equal(again.headers.get('content-range'), '0-0/1', 'its count');
	},

	async delete(table, kind, caller) {
		const { send, planted } = await prepare(await theWorld(), table, kind, caller);
		const answer = await send({
			method: 'DELETE',
			headers: { prefer: 'return=representation' }
		});
		assertStatus(answer, [200], 'the deletion');
		assert.equal(answer.rows.length, 1, 'the rows that the deletion answers with');
		assert.equal(await look(planted), null, 'the row is gone');
	}
};

/** Row level security refuses in silence; what nobody at all may do is an error. */
async function refused(
	deed: Deed,
	table: string,
	kind: string,
	caller: AnyCaller,
	entry: TableAccess,
	place: Place
): Promise<void> {
	const { send, planted } = await prepare(await theWorld(), table, kind, caller, place);
	const isGranted = Object.values(entry.rows).some((rows) => rows[deed].length > 0);
	const asking: Asking =
		deed === 'change' ? { method: 'PATCH', body: entry.patch } : { method: 'DELETE' };
	for (const prefer of [
		'return=representation',
		'return=headers-only, handling=strict',
		'return=minimal, count=exact'
	]) {
		const answer = await send({ ...asking, headers: { prefer } });
		if (caller === 'anon' || !isGranted) {
			assertNotGranted(answer, caller, `to ${deed} the row`);
		} else {
			assertStatus(answer, [200, 204], `to ${deed} a row that is not theirs to ${deed}`);
			assert.deepEqual(answer.rows, [], 'rows that came back');
			if (prefer.includes('count')) {
				assert.equal(answer.headers.get('content-range'), '*/0', 'the count of rows');
			}
		}
		assert.deepEqual(await look(planted), planted.row, 'the row is as it was');
	}
}

async function prepare(
	world: World,
	table: string,
	kind: string,
	caller: AnyCaller,
	place: Place = 'ours'
) {
	const planted = await plant(world, table, kind, caller, place);
	const { token } = world.askers[caller];
	const send = (asking: Asking) => request(token, `${table}?${filterFor(planted.key)}`, asking);
	return { send, planted };
}

function assertLike(row: Values | null, values: Values): void {
	for (const [column, value] of Object.entries(values)) {
		assert.deepEqual(row?.[column], value, `${column} after the change`);
	}
}

function assertTouched(before: Values, after: Values | null): void {
	if (!('updated_at' in before)) return;
	assert.ok(
		Date.parse(String(after?.updated_at)) > Date.parse(String(before.updated_at)),
		'updated_at tells that the row was changed'
	);
}

/** Creating a row of every kind that can be asked for, in each form in which rows can be sent. */
export function creating(): Case[] {
	return subjects()
		.filter(({ entry, rows }) => entry.row && rows.create)
		.map(({ table, kind, caller, entry, rows }) => {
			const may = includes(rows.create, caller);
			return {
				about: table,
				name: `${caller} ${may ? 'may' : 'may not'} create ${table}: ${kind}`,
				run: () => create(table, kind, caller, entry, may)
			};
		});
}

async function create(
	table: string,
	kind: string,
	caller: AnyCaller,
	entry: TableAccess,
	may: boolean
): Promise<void> {
	const world = await theWorld();
	const { token } = world.askers[caller];
	const sample = await plant(world, table, kind, caller);
	await uproot(sample);
	const body = Object.fromEntries(
		entry.columns.create.map((column) => [column, sample.row[column]])
	);
	const [{ since } = { since: '' }] = await ask<{ since: string }>('select now()::text as since');
	const canMerge = entry.columns.create.every((column) => entry.columns.change.includes(column));

	for (const { asking, isMerge } of formsOf(body)) {
		const path = asking.headers?.['content-type'] ? table : `${table}?select=*`;
		const answer = await request(token, path, { method: 'POST', ...asking });
		const what = `a row sent with ${JSON.stringify(asking.headers ?? {})}`;
		const made = await rowsLike(table, sample, since);
		if (may && (!isMerge || canMerge)) {
			assertStatus(answer, [200, 201], what);
			assert.equal(made.length, 1, `${what} is there`);
			const [row] = made;
			const { person } = world.askers[caller];
			assertLike(row ?? null, body);
			assertLike(row ?? null, { org_id: world.organizations.ours.id, created_by: person?.id });
			await uproot({ table, row: row!, key: keyOf(row!, sample) });
		} else {
			assert.deepEqual(made, [], `${what} is not there`);
			// An admin elsewhere may well create rows there, if not the same one twice.
			const isElsewhere = [200, 201, 204].includes(answer.status) || answer.code === '23505';
			if (caller === 'stranger' && isElsewhere) continue;
			assertStatus(answer, [401, 403, 409], what);
			assert.ok(['42501', '23503'].includes(answer.code ?? ''), `${what} got ${answer.text}`);
			if (caller === 'anon') assertNotGranted(answer, caller, what);
		}
	}
	const named = await request(token, table, {
		method: 'POST',
		body: { ...body, org_id: world.organizations.ours.id }
	});
	assertNotGranted(named, caller, 'a row that names its organization');
}

function formsOf(body: Values): { asking: Asking; isMerge?: boolean }[] {
	// Nulls have no form of their own there, nor have lists and objects, which have defaults like these.
	const columns = Object.keys(body).filter((column) => typeof body[column] !== 'object');
	const csv = `${columns.join(',')}\n${columns.map((column) => String(body[column])).join(',')}`;
	return [
		{ asking: { body, headers: { prefer: 'return=representation' } } },
		{ asking: { body: [body], headers: { prefer: 'return=minimal, missing=default' } } },
		{ asking: { body, headers: { prefer: 'return=headers-only, handling=strict' } } },
		{ asking: { body: csv, headers: { 'content-type': 'text/csv' } } },
		{ asking: { body, headers: { prefer: 'resolution=ignore-duplicates,return=representation' } } },
		{
			asking: { body, headers: { prefer: 'resolution=merge-duplicates,return=representation' } },
			isMerge: true
		}
	];
}

/** New rows of the organization that are the same as was wanted, but for what is filled in. */
async function rowsLike(
	table: string,
	{ row: wanted, key }: Planted,
	since: string
): Promise<Values[]> {
	const rows = await ask<{ row: Values }>(
		`select to_jsonb(t) as row from public.${table} t where t.org_id = $1 and t.created_at >= $2`,
		[wanted.org_id, since]
	);
	const isFilledIn = ['created_at', 'updated_at', 'created_by', ...('id' in key ? ['id'] : [])];
	const same = Object.entries(wanted).filter(([column]) => !isFilledIn.includes(column));
	return rows
		.map(({ row }) => row)
		.filter((row) => same.every(([column, value]) => isDeepStrictEqual(row[column], value)));
}

function keyOf(row: Values, { key }: Planted): Values {
	return Object.fromEntries(Object.keys(key).map((column) => [column, row[column]]));
}

/** What WorkOS says is in no grant: nobody adds to it. */
export function adding(): Case[] {
	return subjects()
		.filter(({ entry, kind }) => entry.attempt && kind === Object.keys(entry.rows)[0])
		.map(({ table, caller, entry }) => ({
			about: table,
			name: `${caller} may not add to ${table}`,
			async run() {
				const world = await theWorld();
				const organization = world.organizations.ours.id;
				const body = entry.attempt?.({ organization, text: () => crypto.randomUUID() });
				for (const prefer of ['return=minimal', 'resolution=ignore-duplicates']) {
					const { token } = world.askers[caller];
					const headers = { prefer };
					const answer = await request(token, table, { method: 'POST', body, headers });
					assertNotGranted(answer, caller, 'a row of the mirror');
				}
			}
		}));
}
