import type { SupabaseClient } from '@supabase/supabase-js';
import { beforeAll, describe, expect, test } from 'vitest';
import { newCompany } from './company.ts';
import type { Company } from './company.ts';
import { ask, rowsOf } from './database.ts';
import { outsiders, outsidersOf } from './outsiders.ts';
import type { Outsider } from './outsiders.ts';
import { commands, rights, tables } from './rights.ts';
import type { Command, Table } from './rights.ts';
import { isTenantTable, presentRow, wantedRow } from './samples.ts';

type Caller = Outsider | 'a member' | 'an admin';

const callers: Caller[] = [...outsiders, 'a member', 'an admin'];
const roleOf: Partial<Record<Caller, 'member' | 'admin'>> = {
	'a member': 'member',
	'an admin': 'admin'
};

let company: Company;
// Untyped, since most of what is tried here is what the types already forbid.
let clients: Record<Caller, SupabaseClient>;

beforeAll(async () => {
	company = await newCompany();
	clients = {
		...(await outsidersOf(company.organization)),
		'a member': company.member.supabase,
		'an admin': company.admin.supabase
	};
});

describe.each(tables)('%s:', (table) => {
	describe.each(callers)('%s', (caller) => {
		for (const command of commands) {
			const role = roleOf[caller];
			const may = role !== undefined && rights[table][command].includes(role);
			test(`${may ? 'may' : 'may not'} ${command}`, () => deeds[command](table, caller, may));
		}
	});
});

const deeds: Record<Command, (table: Table, caller: Caller, may: boolean) => Promise<void>> = {
	async select(table, caller, may) {
		const { key } = await presentRow(table, company);
		const { data, error } = await clients[caller].from(table).select().match(key);
		if (error) expect(error.code).toBe('42501');
		expect(data ?? []).toHaveLength(may ? 1 : 0);
		expect(await rowsOf(table, key)).toHaveLength(1);
	},

	async insert(table, caller, may) {
		const { key, values } = await wantedRow(table, company);
		// An admin elsewhere may well add to their own organization: they try it in this one.
		const isElsewhere = caller === 'an admin of another organization' && isTenantTable(table);
		const row = isElsewhere ? { ...values, org_id: company.organization.id } : values;
		const { error } = await clients[caller].from(table).insert(row);
		if (may) expect(error).toBeNull();
		else expect(error?.code).toBe('42501');
		expect(await rowsOf(table, key)).toHaveLength(may ? 1 : 0);
	},

	async update(table, caller, may) {
		const { key, patch } = await presentRow(table, company);
		const before = await rowsOf(table, key);
		const { data, error } = await clients[caller].from(table).update(patch).match(key).select();
		expectRefusal(error, rights[table].update.length > 0);
		expect(data ?? []).toHaveLength(may ? 1 : 0);
		const [row] = await rowsOf(table, key);
		if (may) expect(row).toMatchObject(patch);
		else expect([row]).toEqual(before);
	},

	async delete(table, caller, may) {
		const { key } = await presentRow(table, company);
		const { data, error } = await clients[caller].from(table).delete().match(key).select();
		expectRefusal(error, rights[table].delete.length > 0);
		expect(data ?? []).toHaveLength(may ? 1 : 0);
		expect(await rowsOf(table, key)).toHaveLength(may ? 0 : 1);
	}
};

/** Row level security refuses in silence; what nobody may do is an error, for lack of a grant. */
function expectRefusal(error: { code: string } | null, isGranted: boolean): void {
	if (error) expect(error.code).toBe('42501');
	else expect(isGranted).toBe(true);
}

test('every policy is one of these rights, and allows somebody what it denies others', async () => {
	const policies = await ask<{ tablename: Table; cmd: string; policyname: string }>(
		`select tablename, cmd, policyname from pg_policies
		where schemaname = 'public' and permissive = 'PERMISSIVE'`
	);
	const granted = tables.flatMap((table) =>
		commands.filter((command) => rights[table][command].length > 0).map((cmd) => `${cmd} ${table}`)
	);
	const existing = policies.map(({ tablename, cmd }) => `${cmd.toLowerCase()} ${tablename}`);
	expect(existing.sort()).toEqual(granted.sort());
});

test('every table has its rights here', async () => {
	const existing = await ask<{ relname: string }>(
		`select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm', 'f')`
	);
	expect(existing.map(({ relname }) => relname).sort()).toEqual([...tables].sort());
});
