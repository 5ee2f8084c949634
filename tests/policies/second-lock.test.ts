import { beforeAll, describe, expect, test } from 'vitest';
import { unique } from '../fixtures.ts';
import { newCompany } from './company.ts';
import type { Company, Speaker } from './company.ts';
import { inRolledBackTransaction } from './database.ts';
import type { Query } from './database.ts';
import { rights, tables } from './rights.ts';
import type { Table } from './rights.ts';
import { isTenantTable, presentRow, wantedRow } from './samples.ts';

/*
 * Grants by column keep the tenant and the author out of every request. Should one of them ever be
 * given by mistake, the policies still hold: here everything is granted, in transactions that are
 * rolled back.
 */

let company: Company;
let other: Company;

beforeAll(async () => {
	[company, other] = await Promise.all([newCompany(), newCompany()]);
});

type Values = Record<string, unknown>;

/** Runs as the Data API would for this person, but with every grant there is. */
function asIfGrantedAll<T>(person: Speaker, work: (query: Query) => Promise<T>): Promise<T> {
	const claims = {
		role: 'authenticated',
		sub: person.id,
		org_id: company.organization.id,
		roles: [person === company.admin ? 'admin' : 'member']
	};
	return inRolledBackTransaction(async (query) => {
		await query('grant all on all tables in schema public to authenticated');
		await query('set local role authenticated');
		await query(`select set_config('request.jwt.claims', $1, true)`, [JSON.stringify(claims)]);
		return work(query);
	});
}

function insert(query: Query, table: Table, values: Values) {
	const columns = Object.keys(values);
	const places = columns.map((_, index) => `$${index + 1}`);
	return query(
		`insert into public.${table} (${columns.join(', ')}) values (${places.join(', ')})`,
		Object.values(values)
	);
}

function update(query: Query, table: Table, key: Values, values: Values) {
	const [all, columns] = [Object.entries({ ...values, ...key }), Object.keys(values)];
	const places = all.map(([column], index) => `${column} = $${index + 1}`);
	const [set, where] = [places.slice(0, columns.length), places.slice(columns.length)];
	return query(
		`update public.${table} set ${set.join(', ')} where ${where.join(' and ')} returning *`,
		all.map(([, value]) => value)
	);
}

const refusal = { code: '42501', message: expect.stringMatching(/row-level security/) };
const tenantTables = tables.filter(isTenantTable);
const mirrored = tables.filter((table) => !isTenantTable(table));

describe.each(tenantTables)('%s, with every grant:', (table) => {
	test('a new row can be put into the own organization, and into no other', async () => {
		const { values } = await wantedRow(table, company);
		const { values: theirs } = await wantedRow(table, other);
		const { admin, organization } = company;
		const own = { ...values, org_id: organization.id };
		await asIfGrantedAll(admin, (query) => insert(query, table, own));
		const foreign = { ...theirs, org_id: other.organization.id };
		await expect(
			asIfGrantedAll(admin, (query) => insert(query, table, foreign))
		).rejects.toMatchObject(refusal);
	});

	test('a new row can be made in the own name, and in no other', async () => {
		const { values } = await wantedRow(table, company);
		const { admin, colleague } = company;
		const own = { ...values, created_by: admin.id };
		await asIfGrantedAll(admin, (query) => insert(query, table, own));
		const foreign = { ...values, created_by: colleague.id };
		await expect(
			asIfGrantedAll(admin, (query) => insert(query, table, foreign))
		).rejects.toMatchObject(refusal);
	});

	test('no row of another organization is within reach', async () => {
		const { key, patch } = await presentRow(table, other);
		const [id] = Object.keys(key);
		const found = await asIfGrantedAll(company.admin, async (query) => [
			await query(`select from public.${table} where ${id} = $1`, [key[id ?? '']]),
			await update(query, table, key, patch),
			await query(`delete from public.${table} where ${id} = $1 returning *`, [key[id ?? '']])
		]);
		expect(found).toEqual([[], [], []]);
	});
});

test.each(tenantTables.filter((table) => rights[table].update.length > 0))(
	'%s, with every grant: a row cannot be moved to another organization',
	async (table) => {
		const { key, patch } = await presentRow(table, company);
		const { admin, organization } = company;
		const stays = { ...patch, org_id: organization.id };
		expect(await asIfGrantedAll(admin, (query) => update(query, table, key, stays))).toHaveLength(
			1
		);
		const moves = { ...patch, org_id: other.organization.id };
		await expect(
			asIfGrantedAll(admin, (query) => update(query, table, key, moves))
		).rejects.toMatchObject(refusal);
		// Without a filter the policy for select has no say.
		await expect(
			asIfGrantedAll(admin, (query) =>
				query(`update public.${table} set org_id = $1`, [other.organization.id])
			)
		).rejects.toMatchObject(refusal);
	}
);

describe.each(mirrored)('%s, with every grant:', (table) => {
	test('an admin still cannot write what WorkOS says', async () => {
		const { admin } = company;
		const { values } = await wantedRow(table, company);
		await expect(
			asIfGrantedAll(admin, (query) => insert(query, table, values))
		).rejects.toMatchObject(refusal);

		const { key, patch } = await presentRow(table, company);
		const [id] = Object.keys(key);
		const touched = await asIfGrantedAll(admin, async (query) => [
			await update(query, table, key, patch),
			await query(`delete from public.${table} where ${id} = $1 returning *`, [key[id ?? '']])
		]);
		expect(touched).toEqual([[], []]);
	});
});

test('with every grant a member still cannot call a private project open', async () => {
	const { member } = company;
	const { values } = await wantedRow('tasks', company);
	const claims = { ...values, visibility: 'org' };
	await asIfGrantedAll(member, (query) => insert(query, 'tasks', claims));
	await company.admin.supabase
		.from('projects')
		.update({ visibility: 'private' })
		.eq('id', String(values.project_id))
		.throwOnError();
	const title = `Not open ${unique()}`;
	await expect(
		asIfGrantedAll(member, (query) => insert(query, 'tasks', { ...claims, title }))
	).rejects.toMatchObject(refusal);
});
