import type { SupabaseClient } from '@supabase/supabase-js';
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { unique } from '../fixtures.ts';
import { newCompany, newProject, newTask } from './company.ts';
import type { Company } from './company.ts';
import { ask, rowsOf } from './database.ts';
import { presentRow, wantedRow } from './samples.ts';

/*
 * The tenant, the author, ids and what triggers keep are in no grant: nobody writes them, at the
 * making of a row or later, not even with the value that they have anyway.
 */

const never: Record<string, string[]> = {
	projects: ['id', 'org_id', 'created_by', 'created_at', 'updated_at'],
	project_members: ['org_id', 'created_by', 'visibility', 'created_at', 'updated_at'],
	tasks: ['id', 'org_id', 'created_by', 'visibility', 'done_at', 'created_at', 'updated_at'],
	project_budgets: ['org_id', 'created_by', 'created_at', 'updated_at']
};
const tenantTables = ['projects', 'project_members', 'tasks', 'project_budgets'] as const;
const cases = tenantTables.flatMap((table) =>
	(never[table] ?? []).map((column) => ({ table, column }))
);

let company: Company;
let other: Company;

beforeAll(async () => {
	[company, other] = await Promise.all([newCompany(), newCompany()]);
});

/** A value that would pass every check of the column. */
function valueFor(column: string): string {
	const at = '2020-01-01T00:00:00+00:00';
	const values: Record<string, string> = {
		id: randomUUID(),
		org_id: other.organization.id,
		created_by: company.colleague.id,
		visibility: 'org'
	};
	return values[column] ?? at;
}

describe.each(cases)('$column of $table', ({ table, column }) => {
	test('cannot be chosen for a new row', async () => {
		for (const who of ['admin', 'member'] as const) {
			const supabase: SupabaseClient = company[who].supabase;
			const { key, values } = await wantedRow(table, company);
			const { error } = await supabase
				.from(table)
				.insert({ ...values, [column]: valueFor(column) });
			expect(error?.code).toBe('42501');
			expect(await rowsOf(table, key)).toEqual([]);
		}
	});

	test('cannot be changed', async () => {
		const { key } = await presentRow(table, company);
		const before = await rowsOf(table, key);
		expect(before).toHaveLength(1);
		for (const who of ['admin', 'member'] as const) {
			const supabase: SupabaseClient = company[who].supabase;
			const { error } = await supabase
				.from(table)
				.update({ [column]: valueFor(column) })
				.match(key);
			expect(error?.code).toBe('42501');
		}
		expect(await rowsOf(table, key)).toEqual(before);
	});
});

test('a budget stays with its project', async () => {
	const { key } = await presentRow('project_budgets', company);
	const project = await newProject(company.admin);
	const { error } = await company.admin.supabase
		.from('project_budgets')
		.update({ project_id: project.id })
		.match(key);
	expect(error?.code).toBe('42501');
	expect(await rowsOf('project_budgets', key)).toHaveLength(1);
});

test('not even the own organization can be named', async () => {
	const { organization, admin } = company;
	const name = `Named ${unique()}`;
	const { error } = await admin.supabase.from('projects').insert({ name, org_id: organization.id });
	expect(error?.code).toBe('42501');
	expect(await rowsOf('projects', { name })).toEqual([]);
});

test('a new row belongs to the organization of the token and to who made it', async () => {
	const { organization, admin, member } = company;
	const project = await newProject(admin);
	const task = await newTask(member, project);
	expect(project).toMatchObject({ org_id: organization.id, created_by: admin.id });
	expect(task).toMatchObject({ org_id: organization.id, created_by: member.id });
});

test('the grants of every table are those that were tested here', async () => {
	const granted = await ask<{ table_name: string; column_name: string }>(
		`select distinct table_name, column_name from information_schema.column_privileges
		where table_schema = 'public' and grantee = 'authenticated'
			and privilege_type in ('INSERT', 'UPDATE')`
	);
	for (const { table_name, column_name } of granted) {
		expect(Object.keys(never), `somebody may write ${table_name}`).toContain(table_name);
		expect(never[table_name], `somebody may write ${table_name}`).not.toContain(column_name);
	}
	const columns = await ask<{ table_name: string; column_name: string }>(
		`select table_name, column_name from information_schema.columns where table_schema = 'public'`
	);
	const writable = granted.map(({ table_name, column_name }) => `${table_name}.${column_name}`);
	for (const { table_name, column_name } of columns) {
		if (!never[table_name] || never[table_name].includes(column_name)) continue;
		expect(writable, 'a column that is neither').toContain(`${table_name}.${column_name}`);
	}
});
