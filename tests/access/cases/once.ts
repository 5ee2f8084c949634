import assert from 'node:assert/strict';
import { access } from '../../../supabase/access.ts';
import { ask } from '../../policies/database.ts';
import { includes } from '../language.ts';
import type { AnyCaller, TableAccess } from '../language.ts';
import { claimsRead } from '../lenses.ts';
import { plant, uproot } from '../plant.ts';
import type { Planted } from '../plant.ts';
import { request } from '../request.ts';
import type { Answer, Asking } from '../request.ts';
import { throughLens } from '../through-lens.ts';
import { newWorld } from '../world.ts';
import type { World } from '../world.ts';
import { assertStatus, madeTables } from './case.ts';
import type { Case } from './case.ts';

/*
 * A policy that calls a function for each row makes big organizations slow: 20 to 30 times, at a
 * million rows. So here the planner may use no index, and each answer says how often the claims of
 * the token were looked at: as often for many rows as for few.
 */

const few = 5;
// More than a statement that is asked of several policies needs, however few rows there are.
const many = 40;

export function once(): Case[] {
	const askers = ['member', 'admin'] as const;
	return [
		...Object.keys(access.tables).flatMap((table) =>
			askers.map((caller) => ({
				about: table,
				name: `the policies of ${table} are asked once per statement, for ${caller}`,
				run: () => count(table, caller)
			}))
		),
		...madeTables().flatMap(([table, entry]) =>
			askers
				.filter((caller) => creatable(entry, caller))
				.map((caller) => ({
					about: table,
					name: `the policies of ${table} are asked once for many new rows of ${caller}`,
					run: () => countNew(table, entry, caller)
				}))
		)
	];
}

let crowded: Promise<World> | undefined;

/** An organization with many rows of every kind. */
function crowd(): Promise<World> {
	return (crowded ??= newWorld().then(async (world) => {
		await sow(world, many);
		return world;
	}));
}

/** Forgets it, once the database is another one. */
export function forgetCrowd(): void {
	crowded = undefined;
}

async function sow(world: World, number: number): Promise<void> {
	for (let index = 0; index < number; index++) {
		for (const [table, { rows }] of madeTables()) {
			for (const kind of Object.keys(rows)) await plant(world, table, kind, 'member');
		}
	}
	const { id } = world.organizations.ours;
	// People who left, strangers, and organizations of others: rows that a policy has to look at to hide them.
	await ask(
		`with people as (
			insert into public.users (id, updated_at)
			select 'user_' || gen_random_uuid(), now() from generate_series(1, $2) returning id
		), strangers as (
			insert into public.users (id, updated_at)
			select 'user_' || gen_random_uuid(), now() from generate_series(1, $2) returning id
		), emails as (
			insert into public.user_emails (user_id, email)
			select id, id from people union all select id, id from strangers
		), companies as (
			insert into public.organizations (id, updated_at)
			select 'org_' || gen_random_uuid(), now() from generate_series(1, $2) returning id
		), settings as (
			insert into public.organization_settings (org_id) select id from companies
		)
		insert into public.memberships (id, org_id, user_id, roles, status, created_at, updated_at)
		select 'om_' || gen_random_uuid(), $1, id, '{member}', 'removed', now(), now() from people`,
		[id, number * 4]
	);
}

async function count(table: string, caller: AnyCaller): Promise<void> {
	const world = await crowd();
	const token = await throughLens('counting_claims', world.askers[caller].token!);
	const entry = access.tables[table]!;
	const deeds: Asking[] = [{}];
	const isGranted = (deed: 'change' | 'delete') =>
		Object.values(entry.rows).some((rows) => rows[deed].length > 0);
	if (isGranted('change')) deeds.push({ method: 'PATCH', body: entry.patch });
	if (isGranted('delete')) deeds.push({ method: 'DELETE' });

	for (const asking of deeds) {
		// Nothing is deleted, since no row is like that; but the policies are asked first, before
		// something that could tell of the row.
		const filter = asking.method === 'DELETE' ? 'org_id=like.nobody*' : '';
		const path = asking.method ? `${table}?${filter}` : `${table}?select=*`;
		const answer = await request(token, path, asking);
		assertStatus(answer, [200, 204], asking.method ?? 'GET');
		const times = timesOf(answer);
		assert.ok(
			times < many,
			`${asking.method ?? 'GET'} of ${table} looked at the claims ${times} times: in a policy every app.…() stands inside (select …)`
		);
	}
}

function timesOf(answer: Answer): number {
	return Number.parseInt(answer.headers.get(claimsRead) ?? '0');
}

function creatable(entry: TableAccess, caller: AnyCaller): string | undefined {
	return Object.keys(entry.rows).find((kind) => includes(entry.rows[kind]?.create, caller));
}

/** Each new row reads the claims for its own defaults; a policy must add nothing to that. */
async function countNew(table: string, entry: TableAccess, caller: AnyCaller): Promise<void> {
	const world = await crowd();
	const token = await throughLens('counting_claims', world.askers[caller].token!);
	const kind = creatable(entry, caller)!;
	const timesFor = async (number: number): Promise<number> => {
		const samples: Planted[] = [];
		for (let index = 0; index < number; index++) {
			samples.push(await plant(world, table, kind, caller));
		}
		for (const sample of samples) await uproot(sample);
		const body = samples.map(({ row }) =>
			Object.fromEntries(entry.columns.create.map((column) => [column, row[column]]))
		);
		const answer = await request(token, table, { method: 'POST', body });
		assertStatus(answer, [201], 'new rows');
		return timesOf(answer);
	};
	const [defaults] = await ask<{ number: number }>(
		`select count(*)::integer as number from pg_attrdef
		where adrelid = ('public.' || $1)::regclass and pg_get_expr(adbin, adrelid) like '%auth.jwt()%'`,
		[table]
	);
	const perRow = ((await timesFor(many)) - (await timesFor(few))) / (many - few);
	assert.ok(
		perRow < (defaults?.number ?? 0) + 0.5,
		`${perRow} looks at the claims for each new row of ${table}, whose defaults need ${defaults?.number}`
	);
}
