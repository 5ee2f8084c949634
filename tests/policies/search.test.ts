import { beforeAll, describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { as, newPerson, unique } from '../fixtures.ts';
import type { Supabase } from '../fixtures.ts';
import { newCompany, newPrivateProject, newProject, newTask } from './company.ts';
import type { Company } from './company.ts';
import { ask, sow } from './database.ts';

let company: Company;
let project: { id: string };

beforeAll(async () => {
	company = await newCompany();
	project = await newProject(company.admin);
});

async function find({ supabase }: { supabase: Supabase }, query: string): Promise<string[]> {
	const { data } = await supabase
		.rpc('search_tasks', { query }, { get: true })
		.select('title')
		.throwOnError();
	return data.map(({ title }) => title).sort();
}

/** Makes a task and says whether each query finds it. */
async function findable(title: string, queries: string[]): Promise<Record<string, boolean>> {
	const { id } = await newTask(company.member, project, { title });
	const found = queries.map(async (query) => {
		const { data } = await company.member.supabase
			.rpc('search_tasks', { query }, { get: true })
			.select('id')
			.throwOnError();
		return [query, data.some((task) => task.id === id)] as const;
	});
	const answers = Object.fromEntries(await Promise.all(found));
	await company.admin.supabase.from('tasks').delete().eq('id', id).throwOnError();
	return answers;
}

describe('finds', () => {
	test.each<[string, string[]]>([
		[
			'Review the shipping costs',
			['review', 're', 'Review costs', 'costs ship', 'the', 'SHIPPING']
		],
		['Café crème für Zoë', ['cafe', 'CAFÉ', 'creme', 'fur', 'für', 'zoe', 'ZOË', 'Cafe\u0301']],
		['Łódź, Ærø and the straße', ['lodz', 'łódź', 'aero', 'ÆRØ', 'STRASSE', 'strasse', 'straß']],
		['ΟΔΥΣΣΕΥΣ και η ΟΔΟΣ', ['οδυσσευς', 'οδός', 'οδοσ', 'ΚΑΙ']],
		['Проверить отчёт', ['проверить', 'ОТЧЁТ', 'отчет', 'отч']],
		['İstanbul ve ışık', ['istanbul', 'ISTANBUL', 'ISIK', 'ışık']],
		['発送コスト ﬁnal ２０２６', ['発送', '発送コスト', 'final', '2026']],
		['हिन्दी में लिखो', ['हिन्दी', 'हिन']],
		['e-mail to_do 50%', ['mail', 'e-mail', 'do', 'to_do', '50', '50%']],
		['a b c', ['a', 'b c', 'c']],
		[`Word ${'x'.repeat(30)}`, ['x'.repeat(20), 'x'.repeat(25), 'x'.repeat(30)]]
	])('%s', async (title, queries) => {
		const all = Object.fromEntries(queries.map((query) => [query, true]));
		expect(await findable(title, queries)).toEqual(all);
	});
});

describe('does not find', () => {
	test.each<[string, string[]]>([
		['Review the shipping costs', ['view', 'hipping', 'review invoices', 'reviews', 'r']],
		['Review', ['', '   ', '%', '*', '_', '.*', 'a.*', '-', '🙂', "'", '\\', ':*', '&|!()']],
		['Café', ['cafes', 'cafè latte']],
		['a bc', ['ab', 'a bcd']]
	])('%s', async (title, queries) => {
		const none = Object.fromEntries(queries.map((query) => [query, false]));
		expect(await findable(title, queries)).toEqual(none);
	});
});

test('what is found follows the title when it changes', async () => {
	const [before, after] = [unique(), unique()];
	const { id } = await newTask(company.member, project, { title: `Is ${before}` });
	expect(await find(company.member, before)).toHaveLength(1);
	await company.member.supabase
		.from('tasks')
		.update({ title: `Is ${after}` })
		.eq('id', id)
		.throwOnError();
	expect(await find(company.member, before)).toEqual([]);
	expect(await find(company.member, after)).toEqual([`Is ${after}`]);
});

test('a member finds what they see, an admin everything, somebody outside nothing', async () => {
	const { admin, member, colleague } = company;
	const word = unique();
	const secret = await newPrivateProject(admin, colleague);
	await newTask(admin, project, { title: `Open ${word}` });
	await newTask(admin, secret, { title: `Secret ${word}` });
	expect(await find(member, word)).toEqual([`Open ${word}`]);
	for (const who of [admin, colleague]) {
		expect(await find(who, word)).toEqual([`Open ${word}`, `Secret ${word}`]);
	}
	const other = await newCompany();
	await newTask(other.admin, await newProject(other.admin), { title: `Theirs ${word}` });
	expect(await find(other.member, word)).toEqual([`Theirs ${word}`]);
	expect(await find(member, word)).toEqual([`Open ${word}`]);
	expect(await find({ supabase: await as(await newPerson()) }, word)).toEqual([]);
});

test('what is found can be filtered, ordered and counted like tasks', async () => {
	const word = unique();
	for (const [title, status] of [
		['b', 'todo'],
		['a', 'todo'],
		['c', 'done']
	] as const) {
		await newTask(company.member, project, { title: `${title} ${word}`, status });
	}
	const { data, count } = await company.member.supabase
		.rpc('search_tasks', { query: word }, { get: true, count: 'exact' })
		// PostgREST filters and sorts what a function gives by columns that are selected.
		.select('title, status, project:projects(id)')
		.eq('status', 'todo')
		.order('title')
		.limit(1)
		.throwOnError();
	expect(data).toEqual([{ title: `a ${word}`, status: 'todo', project: { id: project.id } }]);
	expect(count).toBe(2);
});

test('a word of many titles finds them all, wherever they are, but not what is out of sight', async () => {
	const { admin, member, colleague } = await newCompany();
	const [open, secret] = await Promise.all([
		newProject(admin),
		newPrivateProject(admin, colleague)
	]);
	for (const [project, titles] of [
		[open, Array.from({ length: 18 }, (_, n) => `Été ${n} a`)],
		[secret, ['Été, secret']],
		[open, ['Étés archivés', 'Été jeté', 'Letéo', 'a']]
	] as const) {
		for (const title of titles) await newTask(admin, project, { title });
	}
	const change = (title: string, values: object) =>
		admin.supabase.from('tasks').update(values).eq('title', title).throwOnError();
	await change('Étés archivés', { archived: true });
	await change('Été jeté', { trashed: true });
	expect(await find(member, 'ETE')).toHaveLength(20);
	expect(await find(colleague, 'ete')).toHaveLength(21);
	expect(await find(member, 'été 1')).toHaveLength(20);
	expect(await find(member, 'été 1x')).toEqual([]);
	expect(await find(member, '17 été')).toEqual(['Été 17 a']);
	expect(await find(member, 'été jet')).toEqual(['Été jeté']);
	expect(await find(member, 'A')).toHaveLength(19);
	expect(await find(member, 'a ét')).toHaveLength(20);
});

test('tasks are found however old they are, and those of one state by themselves', async () => {
	const word = unique();
	const times = [
		'1999-12-31',
		'2024-02-29',
		'2025-12-31T23:59:59.999Z',
		'2026-01-01',
		'2038-01-20'
	];
	const titles = times.map((time) => `${time} ${word}`);
	for (const [index, time] of times.entries()) {
		const { id } = await newTask(company.member, project, { title: titles[index]! });
		await ask('update public.tasks set created_at = $2 where id = $1', [id, time]);
	}
	expect(await find(company.member, word)).toEqual(titles);
	const archived = { archived: true };
	const { supabase } = company.admin;
	await supabase.from('tasks').update(archived).eq('title', titles[1]!).throwOnError();
	const inState = async (state: string) => {
		const { data } = await supabase
			.rpc('search_tasks', { query: word, in_state: state }, { get: true })
			.select('title')
			.throwOnError();
		return data.map(({ title }) => title).sort();
	};
	expect(await inState('archived')).toEqual([titles[1]]);
	expect(await inState('active')).toEqual(titles.filter((title) => title !== titles[1]));
	expect(await inState('trashed')).toEqual([]);
	expect(await inState('nonsense')).toEqual([]);
});

test.each([
	['few', 3, 2],
	['many', 20, 15]
])(
	'of %s matches only the newest are found, when there are more than wanted',
	async (_, n, most) => {
		const { admin, member, organization } = await newCompany();
		const project = await newProject(admin);
		const word = unique();
		const titles = Array.from({ length: n }, (_, index) => `${word} ${index}`);
		for (const title of titles) await newTask(member, project, { title });
		// Ten days between one and the next, so that there are several periods of thirty.
		await ask(
			`update public.tasks t set created_at = now() - interval '10 days' * split_part(t.title, ' ', 2)::int
		where t.org_id = $1`,
			[organization.id]
		);
		const claims = { sub: member.id, org_id: organization.id, user_role: 'member' };
		const found = await ask<{ title: string }>(
			`with me as materialized (select set_config('request.jwt.claims', $1, true))
		select t.title from me cross join lateral app.search_task_ids($2, null, $3) found (id)
		join public.tasks t on t.id = found.id order by t.created_at desc`,
			[JSON.stringify(claims), word, most]
		);
		expect(found.map(({ title }) => title)).toEqual(titles.slice(0, most));
	}
);

test('of a common word in a large organization the newest 1,000 of the state are found', async () => {
	const [{ admin, member, organization }, other] = await Promise.all([newCompany(), newCompany()]);
	const [open, hidden, theirs] = await Promise.all([
		newProject(admin),
		newPrivateProject(admin),
		newProject(other.admin)
	]);
	const word = unique();
	// One after the other: what is right here, another word, out of sight, archived, another organization's.
	await sow(
		`insert into public.tasks
			(org_id, created_by, project_id, visibility, title, archived, archived_at, created_at)
		select
			case when n % 5 = 4 then $1 else $2 end,
			'nobody',
			case when n % 5 = 4 then $3::uuid when n % 5 = 2 then $4 else $5 end,
			case when n % 5 = 2 then 'private' else 'org' end,
			case when n % 5 = 1 then 'other' else $6 end || ' ' || n,
			n % 5 = 3,
			case when n % 5 = 3 then now() end,
			now() - n * interval '1 minute'
		from generate_series(0, 9999) n`,
		[other.organization.id, organization.id, theirs.id, hidden.id, open.id, word]
	);
	const newest = (rest: number[]) =>
		Array.from({ length: 10_000 }, (_, n) => n)
			.filter((n) => rest.includes(n % 5))
			.slice(0, 1000)
			.map((n) => `${word} ${n}`)
			.sort();
	const found = async (who: typeof admin, inState?: string) => {
		const { data } = await who.supabase
			.rpc('search_tasks', { query: word, in_state: inState }, { get: true })
			.select('title')
			.throwOnError();
		return data.map(({ title }) => title).sort();
	};
	expect(await found(member, 'active')).toEqual(newest([0]));
	expect(await found(admin, 'active')).toEqual(newest([0, 2]));
	expect(await found(member, 'archived')).toEqual(newest([3]));
	expect(await found(member)).toEqual(newest([0, 3]));
});

test('an index answers, whatever the organization', async () => {
	const plan = await ask<{ 'QUERY PLAN': string }>(
		`explain select from public.tasks t
		where app.search_keys(t.org_id, t.title_words, app.search_period(t.created_at)) @> $1`,
		['{1,2}']
	);
	expect(JSON.stringify(plan)).toContain('tasks_search_idx');
});

test('no query is an error', async () => {
	const { supabase } = company.member;
	const part = fc.oneof(
		fc.string({ unit: 'binary', maxLength: 40 }),
		fc.string({ unit: 'grapheme', maxLength: 40 }),
		fc.constantFrom('%', '\\', "'", '"', '&', '|', '!', ':*', '(', ')', '<->', '[^', '*', '\ufdfa')
	);
	const queries = fc.sample(
		fc.array(part, { maxLength: 30 }).map((parts) => parts.join(' ').replaceAll('\0', '')),
		60
	);
	const odd = [
		'🙂👩‍👩‍👧',
		'\u202e',
		'\ufeff',
		'\ud800',
		'a\udc00b',
		'\ufdfa'.repeat(500),
		'é'.repeat(10_000)
	];
	for (const query of [...queries, ...odd, 'word '.repeat(2000), '1'.repeat(10_000)]) {
		// In an address, as a page asks it, and in a body where that would be too long.
		const isShort = encodeURIComponent(query.toWellFormed()).length < 2000;
		const { error } = await supabase
			.rpc('search_tasks', { query: query.toWellFormed() }, { get: isShort })
			.select('id')
			.limit(1);
		expect(error, JSON.stringify(query)).toBeNull();
	}
});
