import { beforeAll, describe, expect, test } from 'vitest';
import { newCompany } from './company.ts';
import type { Company } from './company.ts';
import { ask, inRolledBackTransaction } from './database.ts';

/*
 * How lists are found: each order and filter that a page offers comes from an index, in its order,
 * for a member too. Rows are few here, so the planner is told what it would do with many.
 */

let company: Company;

beforeAll(async () => {
	company = await newCompany();
});

/** The plan of a page for a member, as one text. */
function planOf(table: string, filters: string[], order: string): Promise<string> {
	const conditions = [`org_id = '${company.organization.id}'`, ...filters].join(' and ');
	const claims = { sub: company.member.id, org_id: company.organization.id, user_role: 'member' };
	return inRolledBackTransaction(async (query) => {
		for (const way of ['seqscan', 'bitmapscan', 'sort', 'incremental_sort']) {
			await query(`set local enable_${way} = off`);
		}
		await query(`select set_config('request.jwt.claims', $1, true)`, [JSON.stringify(claims)]);
		await query('set local role authenticated');
		const lines = await query<{ 'QUERY PLAN': string }>(
			`explain (costs off) select id from public.${table} where ${conditions} order by ${order} limit 50`
		);
		return lines.map((line) => line['QUERY PLAN']).join('\n');
	});
}

const id = '00000000-0000-4000-8000-000000000000';
const orders = ['created_at desc, id desc', 'created_at, id', 'due_on, id', 'due_on desc, id desc'];

describe.each(orders)('tasks ordered by %s', (order) => {
	test.each([
		['all', []],
		['of a status', [`status = 'todo'`]],
		['of a project', [`project_id = '${id}'`]],
		['of somebody', [`assignee_id = 'user_x'`]]
	])('%s', async (_, filters) => {
		const plan = await planOf('tasks', [`state = 'active'`, ...filters], order);
		expect(plan).toMatch(/Index (Only )?Scan (Backward )?using tasks_org_id_state_/);
		expect(plan).not.toContain('Sort');
		for (const filter of filters) {
			const [column] = filter.split(' ');
			expect(plan).toMatch(new RegExp(`Index Cond: .*\\b${column} = `));
		}
	});
});

test.each(['created_at desc, id desc', 'name, id', 'name desc, id desc'])(
	'projects ordered by %s',
	async (order) => {
		const plan = await planOf('projects', [`state = 'active'`], order);
		expect(plan).toMatch(/Index (Only )?Scan (Backward )?using projects_org_id_state_/);
		expect(plan).not.toContain('Sort');
	}
);

test.each(['created_at desc, id desc', 'created_at, id'])(
	'members ordered by %s',
	async (order) => {
		const plan = await planOf('memberships', [], order);
		expect(plan).toMatch(/Index (Only )?Scan (Backward )?using memberships_org_id_created_at_idx/);
		expect(plan).not.toContain('Sort');
	}
);

test('the Data API plans for the organization that asks, its helpers once for all', async () => {
	const [authenticator] = await ask<{ settings: string[] }>(
		`select rolconfig as settings from pg_roles where rolname = 'authenticator'`
	);
	expect(authenticator?.settings).toContain('plan_cache_mode=force_custom_plan');
	const helpers = await ask<{ name: string }>(
		`select p.proname as name from pg_proc p
		where p.pronamespace = 'app'::regnamespace and p.prosecdef
			and has_function_privilege('authenticated', p.oid, 'execute')
			and not 'plan_cache_mode=auto' = any (p.proconfig)`
	);
	expect(helpers.map(({ name }) => name)).toEqual([]);
});
