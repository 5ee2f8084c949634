import assert from 'node:assert/strict';
import { access } from '../../../supabase/access.ts';
import { includes } from '../language.ts';
import type { AnyCaller, TableAccess, Values } from '../language.ts';
import { look, plant, uproot } from '../plant.ts';
import type { Place } from '../plant.ts';
import { filterFor, request } from '../request.ts';
import { throughLens } from '../through-lens.ts';
import { theWorld } from '../world.ts';
import type { World } from '../world.ts';
import { assertRefused, assertStatus, madeTables } from './case.ts';
import type { Case } from './case.ts';

/*
 * Grants by column keep the tenant and the author out of every request. Should they ever be given
 * by mistake, the policies still hold; and should the tables ever be asked as their owner, row level
 * security is forced.
 */

export function locks(): Case[] {
	const made = madeTables().flatMap(([table, entry]) => [
		...newRows(table, entry),
		...moves(table, entry),
		...(['beside', 'far'] as const).map((place) => outOfReach(table, entry, place))
	]);
	const mirrored = Object.entries(access.tables).filter(([, entry]) => !entry.row);
	return [
		...made,
		...mirrored.map(([table, entry]) => readOnly(table, entry)),
		...Object.entries(access.tables).map(([table, entry]) => evenTheOwner(table, entry))
	];
}

async function granted(caller: AnyCaller): Promise<{ world: World; token: string }> {
	const world = await theWorld();
	return { world, token: await throughLens('with_every_grant', world.askers[caller].token!) };
}

function kindOf(entry: TableAccess, right: 'create' | 'change', caller: AnyCaller): string | null {
	const kinds = Object.keys(entry.rows);
	return kinds.find((kind) => includes(entry.rows[kind]?.[right], caller)) ?? null;
}

function newRows(table: string, entry: TableAccess): Case[] {
	return (['member', 'admin', 'former', 'ended', 'impersonator'] as const).map((caller) => ({
		about: table,
		name: `with every grant, ${caller} creates rows in ${table} for nobody and no organization else`,
		async run() {
			const { world, token } = await granted(caller);
			const kind = kindOf(entry, 'create', caller);
			const sample = await plant(world, table, kind ?? Object.keys(entry.rows)[0]!, caller);
			await uproot(sample);
			const { ours } = world.organizations;
			const { person } = world.askers[caller];
			const post = (row: Values, values: Values) => {
				const given = entry.columns.create.map((column) => [column, row[column]]);
				const body = { ...Object.fromEntries(given), created_by: person?.id, ...values };
				return request(token, table, { method: 'POST', body });
			};

			const own = await post(sample.row, { org_id: ours.id });
			if (kind) {
				assertStatus(own, [201], 'a row of their own');
				await uproot(sample);
				await removeLike(sample.row, table);
			} else {
				assertRefused(own, caller, 'a row');
			}
			const named = await post(sample.row, { org_id: ours.id, created_by: ours.colleague });
			assertRefused(named, caller, "a row in another's name");
			for (const place of ['beside', 'far'] as const) {
				// Right in every other way, so that only the policy can refuse it.
				const theirs = await plant(world, table, Object.keys(entry.rows)[0]!, caller, place);
				await uproot(theirs);
				const answer = await post(theirs.row, { org_id: world.organizations[place].id });
				assertRefused(answer, caller, `a row of the organization that is ${place}`);
				assert.equal(await look(theirs), null, 'there is no such row');
			}
			assert.equal(await look(sample), null, 'there is no such row');
		}
	}));
}

async function removeLike(row: Values, table: string): Promise<void> {
	const name = Object.keys(row).find((column) => ['name', 'title'].includes(column));
	if (name) await uproot({ table, row, key: { [name]: row[name] } });
}

function moves(table: string, entry: TableAccess): Case[] {
	return (['member', 'admin'] as const).flatMap((caller) => {
		const kind = kindOf(entry, 'change', caller);
		if (!kind) return [];
		return {
			about: table,
			name: `with every grant, ${caller} moves no row of ${table} to another organization`,
			async run() {
				const { world, token } = await granted(caller);
				const planted = await plant(world, table, kind, caller);
				const path = `${table}?${filterFor(planted.key)}`;
				const stay = await request(token, path, {
					method: 'PATCH',
					body: { org_id: planted.row.org_id },
					headers: { prefer: 'return=representation' }
				});
				assert.equal(stay.rows.length, 1, `a change that changes nothing: ${stay.text}`);
				for (const { id } of [world.organizations.beside, world.organizations.far]) {
					const asking = { method: 'PATCH', body: { org_id: id } };
					assertRefused(await request(token, path, asking), caller, 'the move');
					// Without a filter the policy for reading has no say.
					assertRefused(await request(token, table, asking), caller, 'the move of everything');
				}
				// What is one person's alone stays theirs.
				const given = { created_by: world.organizations.ours.colleague };
				const isPersonal = Object.values(entry.rows).some(({ read }) => read?.length === 0);
				for (const asked of isPersonal ? [path, table] : []) {
					const asking = { method: 'PATCH', body: given };
					assertRefused(await request(token, asked, asking), caller, 'a row given away');
				}
				const { org_id, created_by } = (await look(planted)) ?? {};
				assert.deepEqual([org_id, created_by], [planted.row.org_id, planted.row.created_by]);
			}
		};
	});
}

function outOfReach(table: string, entry: TableAccess, place: Place): Case {
	return {
		about: table,
		name: `with every grant, no row of ${table} is within reach of an organization that is ${place}`,
		async run() {
			const { world, token } = await granted('admin');
			const planted = await plant(world, table, Object.keys(entry.rows)[0]!, 'admin', place);
			const path = `${table}?${filterFor(planted.key)}`;
			const headers = { prefer: 'return=representation' };
			for (const asking of [
				{ method: 'GET' },
				{ method: 'PATCH', body: entry.patch, headers },
				{ method: 'DELETE', headers }
			]) {
				const answer = await request(token, path, asking);
				assertStatus(answer, [200], asking.method);
				assert.deepEqual(answer.rows, [], asking.method);
			}
			assert.deepEqual(await look(planted), planted.row, 'the row is as it was');
		}
	};
}

function readOnly(table: string, entry: TableAccess): Case {
	return {
		about: table,
		name: `with every grant, an admin still cannot write to ${table}`,
		async run() {
			const { world, token } = await granted('admin');
			const organization = world.organizations.ours.id;
			const body = entry.attempt?.({ organization, text: () => crypto.randomUUID() });
			const answer = await request(token, table, { method: 'POST', body });
			assertRefused(answer, 'admin', 'a new row');

			const kind = Object.keys(entry.rows)[0]!;
			const planted = await plant(world, table, kind, 'admin');
			const headers = { prefer: 'return=representation' };
			const mayChange = includes(entry.rows[kind]?.change, 'admin');
			for (const asking of [
				...(mayChange ? [] : [{ method: 'PATCH', body: entry.patch, headers }]),
				{ method: 'DELETE', headers }
			]) {
				const refused = await request(token, `${table}?${filterFor(planted.key)}`, asking);
				assertStatus(refused, [200], asking.method);
				assert.deepEqual(refused.rows, [], asking.method);
			}
			assert.deepEqual(await look(planted), planted.row, 'the row is as it was');
		}
	};
}

function evenTheOwner(table: string, entry: TableAccess): Case {
	return {
		about: table,
		name: `row level security holds even an owner of ${table}`,
		async run() {
			const world = await theWorld();
			const token = await throughLens('owning_tables', world.askers.admin.token!);
			const kinds = Object.keys(entry.rows);
			const hidden = kinds.find((kind) => !includes(entry.rows[kind]?.read, 'admin'));
			const planted = hidden
				? await plant(world, table, hidden, 'admin')
				: await plant(world, table, kinds[0]!, 'admin', 'far');
			const answer = await request(token, `${table}?${filterFor(planted.key)}`);
			assertStatus(answer, [200], 'reading');
			assert.deepEqual(answer.rows, [], 'a row of another organization');
		}
	};
}
