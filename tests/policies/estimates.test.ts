import { request } from 'node:http';
import { beforeAll, expect, test } from 'vitest';
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

test('an estimate that is had in spite of that knows nothing of what others wrote', async () => {
	const other = await newCompany();
	const secret = `~ secret of ${unique()}`;
	const project = await newProject(other.admin, { name: secret });
	await ask(
		`insert into public.tasks (org_id, created_by, project_id, title)
		select org_id, created_by, id, $2 from public.projects, generate_series(1, 500) where id = $1`,
		[project.id, secret]
	);
	await ask('analyze public.projects, public.tasks, public.users, public.organizations');

	// The control: other statistics are there, and do differ from one value to another.
	const sizes = ['todo', 'nonsense'].map((status) => planned(`tasks?status=eq.${status}`));
	expect(new Set(await Promise.all(sizes)).size).toBe(2);
	for (const [table, column] of [
		['tasks', 'title'],
		['projects', 'name'],
		['users', 'first_name'],
		['organizations', 'slug']
	]) {
		const path = `${table}?${column}=`;
		expect(await planned(`${path}eq.${secret}`), path).toBe(await planned(`${path}eq.nonsense`));
		expect(await planned(`${path}gt.~`), path).toBe(await planned(`${path}gt.a`));
	}
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
