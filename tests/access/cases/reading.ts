import assert from 'node:assert/strict';
import { includes } from '../language.ts';
import type { AnyCaller, Values } from '../language.ts';
import { ownPart, plant } from '../plant.ts';
import type { Place, Planted } from '../plant.ts';
import { filterFor, request } from '../request.ts';
import type { Answer } from '../request.ts';
import { theWorld } from '../world.ts';
import { assertNotGranted, assertStatus, elsewhere, subjects } from './case.ts';
import type { Case } from './case.ts';

/** Every row, in each form in which the Data API gives rows. */
export function reading(): Case[] {
	return subjects().flatMap(({ table, kind, caller, entry, rows }) => {
		const may = includes(rows.read, caller);
		const verb = may ? 'may' : 'may not';
		const own: Case = {
			about: table,
			name: `${caller} ${verb} read ${table}: ${kind}`,
			run: () => tryToRead(table, kind, caller, may)
		};
		const others = elsewhere({ entry, kind }).map((place) => ({
			about: table,
			name: `${caller} may not read ${table}: ${kind}, of an organization that is ${place}`,
			run: () => tryToRead(table, kind, caller, false, place)
		}));
		return [own, ...others];
	});
}

async function tryToRead(
	table: string,
	kind: string,
	caller: AnyCaller,
	may: boolean,
	place: Place = 'ours'
): Promise<void> {
	const world = await theWorld();
	const planted = await plant(world, table, kind, caller, place);
	const { token } = world.askers[caller];
	const get = (path: string, headers?: Record<string, string>, method = 'GET') =>
		request(token, `${table}?${path}`, { headers, method });

	const filter = filterFor(planted.key);
	if (caller === 'anon') {
		assertNotGranted(await get(filter), caller, 'reading the row');
		assertNotGranted(await get(''), caller, 'reading all rows');
		assertNotGranted(await get(filter, { accept: 'text/csv' }), caller, 'reading the row as CSV');
		const head = await get(filter, { prefer: 'count=exact' }, 'HEAD');
		assert.equal(head.status, 401, 'counting the row');
		return;
	}

	const expected = may ? [planted.row] : [];
	const own = (rows: Values[]) => rows.map((row) => ownPart(table, row));
	const filtered = await get(filter);
	assertStatus(filtered, [200], 'reading the row');
	assert.deepEqual(own(filtered.rows), expected, `the row itself, asked for by ${filter}`);

	const all = await get(newestFirst(planted));
	assertStatus(all, [200], 'reading all rows');
	assert.deepEqual(own(all.rows.filter(isSame(planted))), expected, 'the row among all rows');

	for (const accept of ['text/csv', 'application/vnd.pgrst.array+json;nulls=stripped']) {
		const answer = await get(filter, { accept });
		assertStatus(answer, [200], `reading the row as ${accept}`);
		assert.equal(tells(answer, planted), may, `the row as ${accept} is ${answer.text}`);
	}
	const single = await get(filter, { accept: 'application/vnd.pgrst.object+json' });
	assert.equal(single.status, may ? 200 : 406, 'reading the row as an object');
	assert.equal(tells(single, planted), may, `the row as an object is ${single.text}`);

	const head = await get(filter, { prefer: 'count=exact' }, 'HEAD');
	assertStatus(head, [200], 'counting the row');
	assert.match(head.headers.get('content-range') ?? '', may ? /\/1$/ : /^\*\/0$/, 'the count');

	const combined = await get(`or=(and(${filter.replaceAll('=eq.', '.eq.').replaceAll('&', ',')}))`);
	assert.deepEqual(own(combined.rows), expected, 'the row, asked for with or and and');
	const negated = await get(`not.or=(${negate(planted.key)})`);
	const rest = own(negated.rows.filter(isSame(planted)));
	assert.deepEqual(rest, expected, 'the row, asked for with not');
}

/** All rows, beginning at the one in question. */
function newestFirst({ row, key }: Planted): string {
	const column = 'created_at' in row ? 'created_at' : Object.keys(key)[0];
	const first = Object.keys(key)[0];
	const value = encodeURIComponent(String(row[column ?? '']));
	// Bare but for one comparison that is true of the row.
	return `order=${column}.desc,${first}.desc&${column}=lte.${value}&limit=20`;
}

function isSame({ key }: Planted): (row: Values) => boolean {
	return (row) => Object.entries(key).every(([column, value]) => row[column] === value);
}

function tells({ text }: Answer, { key }: Planted): boolean {
	return Object.values(key).every((value) => text.includes(String(value)));
}

function negate(key: Values): string {
	return Object.entries(key)
		.map(([column, value]) => `${column}.neq.${encodeURIComponent(String(value))}`)
		.join(',');
}
