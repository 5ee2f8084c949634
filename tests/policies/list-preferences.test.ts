import { beforeAll, describe, expect, test } from 'vitest';
import type { Json } from '../../src/lib/database.types.ts';
import { join, newOrganization, as, unique } from '../fixtures.ts';
import type { Supabase } from '../fixtures.ts';
import { newCompany } from './company.ts';
import type { Company } from './company.ts';
import { rowsOf } from './database.ts';

let company: Company;

beforeAll(async () => {
	company = await newCompany();
});

type Asker = { supabase: Supabase };

/** The name of a list: letters alone. */
const newList = () => unique().replaceAll(/\d/g, (digit) => 'ghijklmnop'[Number(digit)] ?? '');

async function save({ supabase }: Asker, list: string, settings: Json): Promise<string | null> {
	const { error } = await supabase
		.from('list_preferences')
		.insert({ list, settings: settings as NonNullable<Json> });
	return error?.code ?? null;
}

async function read({ supabase }: Asker, list: string): Promise<Json[]> {
	const { data } = await supabase
		.from('list_preferences')
		.select('settings')
		.eq('list', list)
		.throwOnError();
	return data.map(({ settings }) => settings);
}

test('everybody keeps their own, and sees nobody else’s', async () => {
	const list = newList();
	const { admin, member, colleague } = company;
	expect(await save(member, list, { density: 'compact' })).toBeNull();
	expect(await save(admin, list, { density: 'wide' })).toBeNull();
	expect(await read(member, list)).toEqual([{ density: 'compact' }]);
	expect(await read(admin, list)).toEqual([{ density: 'wide' }]);
	expect(await read(colleague, list)).toEqual([]);
	expect(await rowsOf('list_preferences', { list })).toHaveLength(2);
});

test('somebody changes and deletes their own, and nobody else’s', async () => {
	const list = newList();
	const { admin, member } = company;
	await save(member, list, {});
	const change = ({ supabase }: Asker) =>
		supabase
			.from('list_preferences')
			.update({ settings: { a: 1 } })
			.eq('list', list)
			.select()
			.throwOnError();
	const remove = ({ supabase }: Asker) =>
		supabase.from('list_preferences').delete().eq('list', list).select().throwOnError();
	expect((await change(admin)).data).toEqual([]);
	expect((await remove(admin)).data).toEqual([]);
	expect((await change(member)).data).toHaveLength(1);
	expect(await read(member, list)).toEqual([{ a: 1 }]);
	expect((await remove(member)).data).toHaveLength(1);
	expect(await read(member, list)).toEqual([]);
});

test('they are of one organization each', async () => {
	const { member } = company;
	const other = await newOrganization();
	await join(member, other);
	const there = { supabase: await as(member, other) };
	const list = newList();
	await save(member, list, { here: true });
	expect(await read(there, list)).toEqual([]);
	expect(await save(there, list, { there: true })).toBeNull();
	expect(await read(there, list)).toEqual([{ there: true }]);
	expect(await read(member, list)).toEqual([{ here: true }]);
});

test('there is one of each list', async () => {
	const list = newList();
	expect(await save(company.member, list, {})).toBeNull();
	expect(await save(company.member, list, {})).toBe('23505');
});

describe('what is kept', () => {
	test.each<[string, string, Json]>([
		['nothing in particular', newList(), {}],
		['much', newList(), { columns: 'x'.repeat(7900) }],
		['a long name', 'a_'.repeat(20), {}]
	])('%s', async (_, list, settings) => {
		expect(await save(company.member, list, settings)).toBeNull();
		expect(await read(company.member, list)).toEqual([settings]);
	});
});

describe('what is refused', () => {
	test.each<[string, string, Json]>([
		['a list of things', newList(), ['title']],
		['a text', newList(), 'compact'],
		['nothing at all', newList(), null],
		['too much', newList(), { columns: 'x'.repeat(8000) }],
		['too much in letters of two bytes', newList(), { columns: 'é'.repeat(4000) }],
		['no name', '', {}],
		['a name with digits', 'list1', {}],
		['a name with capitals', 'Tasks', {}],
		['a name that is too long', 'a'.repeat(41), {}]
	])('%s', async (_, list, settings) => {
		expect(await save(company.member, list, settings)).toMatch(/^(23514|23502)$/);
	});

	test('somebody else as the owner', async () => {
		const { error } = await company.admin.supabase
			.from('list_preferences')
			.insert({ list: newList(), created_by: company.member.id });
		expect(error?.code).toBe('42501');
	});
});
