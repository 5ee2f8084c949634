import { request } from 'node:http';
import { beforeAll, describe, expect, test } from 'vitest';
import { tokenFor, unique, withToken } from '../fixtures.ts';
import { stack } from '../stack.ts';
import { newCompany, newProject } from './company.ts';
import type { Company } from './company.ts';
import { ask } from './database.ts';

/*
 * The planner's statistics know the rows of all organizations. An estimate of how many rows match a
 * filter would tell of them, however well row level security hides the rows themselves.
 */

let company: Company;
let token: string;

beforeAll(async () => {
	company = await newCompany();
	token = await tokenFor(company.member, company.organization);
});

test.each(['planned', 'estimated'] as const)('a count that is %s is refused', async (count) => {
	const { supabase } = company.member;
	for (const options of [{ count }, { count, head: true }]) {
		const { error, status } = await supabase.from('tasks').select('id', options);
		expect(status).toBe(400);
		if (!options.head) expect(error?.hint).toBe('Ask for count=exact.');
	}
	const { error } = await supabase.from('tasks').update({ title: 'x' }, { count });
	expect(error?.message).toMatch(/^Estimated counts are refused/);
});

test('a count that is exact counts what its reader may see', async () => {
	await newProject(company.admin, { visibility: 'org' });
	await newProject(company.admin, { visibility: 'private' });
	const countFor = async ({ supabase }: Company['member']) => {
		const { count } = await supabase
			.from('projects')
			.select('id', { count: 'exact', head: true })
			.throwOnError();
		return count;
	};
	expect(await countFor(company.admin)).toBe((await countFor(company.member))! + 1);
});

test('who is not signed in is refused an estimate like anything else', async () => {
	const { error, status } = await withToken(null).from('tasks').select('id', { count: 'planned' });
	expect([status, error?.code]).toEqual([400, 'PT400']);
	const exact = await withToken(null).from('tasks').select('id', { count: 'exact' });
	expect([exact.status, exact.error?.code]).toEqual([401, '42501']);
});

describe('an estimate that is had in spite of that knows nothing of what others wrote:', () => {
	const secret = `~ secret of ${unique()}`;

	beforeAll(async () => {
		await ask(
			`with companies as (
				insert into public.organizations (id, name, slug, picture)
				select 'org_' || gen_random_uuid(), $1, 'zz-' || left(gen_random_uuid()::text, 8), $1
				from generate_series(1, 300) returning id
			), settings as (
				insert into public.organization_settings (org_id, time_zone)
				select id, 'Antarctica/Troll' from companies
			), people as (
				insert into public.users (id, first_name, last_name, picture)
				select 'user_' || gen_random_uuid(), $1, $1, $1 from generate_series(1, 300) returning id
			)
			insert into public.user_emails (user_id, email) select id, $1 from people`,
			[secret]
		);
		await ask(
			`with undertakings as (
				insert into public.projects (org_id, created_by, name)
				select id, 'nobody', $1 from (
					select id from public.organizations where name = $1 limit 3
				) few, generate_series(1, 100) returning id, org_id
			), work as (
				insert into public.tasks (org_id, created_by, project_id, title, description, labels)
				select org_id, 'nobody', id, $1, $1, array[$1] from undertakings
			)
			insert into public.project_budgets (org_id, created_by, project_id, amount, currency)
			select org_id, 'nobody', id, 1, 'ZZZ' from undertakings`,
			[secret]
		);
		await ask(
			`with people as (
				insert into public.memberships (id, org_id, user_id, roles, status, created_at, updated_at)
				select 'om_' || gen_random_uuid(), o.id, u.id, '{}', 'active', now(), now()
				from (select id from public.organizations where name = $1 limit 1) o
				cross join (select id from public.users where first_name = $1) u
				returning org_id, user_id
			)
			insert into public.list_preferences (org_id, created_by, list, settings)
			select org_id, user_id, 'zzz', jsonb_build_object('note', $1::text) from people`,
			[secret]
		);
		await ask('analyze');
	});

	test.each([
		['organizations', 'name'],
		['organizations', 'slug'],
		['organizations', 'picture'],
		['organization_settings', 'time_zone'],
		['users', 'first_name'],
		['users', 'last_name'],
		['users', 'picture'],
		['user_emails', 'email'],
		['projects', 'name'],
		['tasks', 'title'],
		['tasks', 'title_words'],
		['tasks', 'description'],
		['list_preferences', 'list'],
		['project_budgets', 'currency']
	])('%s.%s', async (table, column) => {
		const rare = { currency: 'ZZZ', list: 'zzz', time_zone: 'Antarctica/Troll' };
		const value = rare[column as keyof typeof rare] ?? secret;
		const path = `${table}?${column}=`;
		expect(await planned(`${path}eq.${value}`), path).toBe(await planned(`${path}eq.nonsense`));
		expect(await planned(`${path}gte.z`), path).toBe(await planned(`${path}gte.a`));
	});

	test.each([
		['tasks', 'labels', `{"${secret}"}`, '{nonsense}'],
		['list_preferences', 'settings', `{"note":"${secret}"}`, '{"note":"nonsense"}']
	])('%s.%s', async (table, column, value, other) => {
		const path = `${table}?${column}=cs.`;
		expect(await planned(`${path}${value}`), path).toBe(await planned(`${path}${other}`));
	});

	test('while other statistics are there, and do differ from one value to another', async () => {
		const sizes = ['todo', 'nonsense'].map((status) => planned(`tasks?status=eq.${status}`));
		expect(new Set(await Promise.all(sizes)).size).toBe(2);
	});
});

/** Asks PostgREST with two Prefer headers, of which the check of the database sees one. */
function planned(path: string): Promise<string | undefined> {
	const url = new URL(path, `${stack.postgrestUrl}/`);
	const headers = {
		authorization: `Bearer ${token}`,
		prefer: ['count=planned', 'return=minimal']
	};
	return new Promise((done, fail) => {
		const asking = request(url, { method: 'HEAD', headers }, (answer) => {
			const [, total] = answer.headers['content-range']?.split('/') ?? [];
			answer.resume();
			done(total);
		});
		asking.on('error', fail).end();
	});
}
