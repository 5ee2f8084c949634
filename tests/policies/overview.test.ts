import { beforeEach, describe, expect, test } from 'vitest';
import { as, newPerson } from '../fixtures.ts';
import type { Supabase } from '../fixtures.ts';
import { newCompany, newPrivateProject, newProject, newTask } from './company.ts';
import type { Company } from './company.ts';
import { ask } from './database.ts';

let company: Company;
let project: { id: string };

beforeEach(async () => {
	company = await newCompany();
	project = await newProject(company.admin);
});

async function overviewOf({ supabase }: { supabase: Supabase }, weeks?: number) {
	const { data } = await supabase.rpc('overview', { weeks }).single().throwOnError();
	return data;
}

/** A task that was done some days ago, at this time of day. */
async function newDoneTask(days: number, where = project): Promise<void> {
	const { id } = await newTask(company.admin, where, { status: 'done' });
	await ask(`update public.tasks set done_at = now() - $2 * interval '1 day' where id = $1`, [
		id,
		days
	]);
}

function day(offset: number): string {
	return new Date(Date.now() + offset * 24 * 60 * 60 * 1000).toISOString().slice(0, 10);
}

function sum(numbers: number[]): number {
	return numbers.reduce((total, number) => total + number, 0);
}

test('counts what is open, what of it is late, and what was done', async () => {
	const { admin, member } = company;
	await newTask(admin, project, { due_on: day(-3) });
	await newTask(admin, project, { due_on: day(3), status: 'in_progress' });
	await newTask(admin, project, { status: 'blocked' });
	await newTask(admin, project, { due_on: day(-3), status: 'done' });
	for (const who of [admin, member]) {
		expect(await overviewOf(who)).toMatchObject({ open: 3, late: 1, done: 1 });
	}
});

test('leaves out what is in the trash, and of what is open also what is archived', async () => {
	const { admin, member } = company;
	const set = ({ id }: { id: string }, values: object, table: 'tasks' | 'projects' = 'tasks') =>
		admin.supabase.from(table).update(values).eq('id', id).throwOnError();
	const late = { due_on: day(-3) };
	const done = { status: 'done' };
	await newTask(admin, project, late);
	await newTask(admin, project, done);
	for (const change of [{ archived: true }, { trashed: true }]) {
		await set(await newTask(admin, project, late), change);
		await set(await newTask(admin, project, done), change);
	}
	for (const who of [admin, member]) {
		expect(await overviewOf(who)).toMatchObject({ open: 1, late: 1, done: 2 });
	}
	await set(project, { archived: true }, 'projects');
	expect(await overviewOf(member)).toMatchObject({ open: 0, late: 0, done: 2 });
	await set(project, { trashed: true }, 'projects');
	const overview = await overviewOf(member);
	expect(overview).toMatchObject({ open: 0, late: 0, done: 0 });
	expect(sum(overview.done_per_week)).toBe(0);
});

test('of an organization without tasks is all zeros, with every week there', async () => {
	const overview = await overviewOf(company.member);
	expect(overview).toMatchObject({ open: 0, late: 0, done: 0 });
	expect(overview.done_per_week).toEqual(Array(26).fill(0));
});

test('counts for a member only what they see, for an admin all', async () => {
	const { admin, member, colleague } = company;
	const secret = await newPrivateProject(admin, colleague);
	await newTask(admin, project);
	await newTask(admin, secret, { due_on: day(-3) });
	await newDoneTask(0, secret);
	expect(await overviewOf(member)).toMatchObject({ open: 1, late: 0, done: 0 });
	for (const who of [admin, colleague]) {
		const overview = await overviewOf(who);
		expect(overview).toMatchObject({ open: 2, late: 1, done: 1 });
		expect(overview.done_per_week.at(-1)).toBe(1);
	}
});

test('counts nothing of another organization, and for those outside nothing at all', async () => {
	const other = await newCompany();
	await newTask(company.admin, project);
	await newDoneTask(1);
	expect(await overviewOf(other.admin)).toMatchObject({ open: 0, late: 0, done: 0 });
	const nowhere = await as(await newPerson());
	expect(await overviewOf({ supabase: nowhere })).toMatchObject({ open: 0, late: 0, done: 0 });
	expect(await overviewOf(company.admin)).toMatchObject({ open: 1, done: 1 });
});

describe('the weeks', () => {
	test('begin on a Monday, run up to this one, and add up to what was done', async () => {
		for (const days of [0, 7, 7, 70, 25 * 7]) await newDoneTask(days);
		const { done, done_per_week: weeks, first_week } = await overviewOf(company.member);
		expect(weeks).toHaveLength(26);
		expect(weeks.at(-1)).toBe(1);
		expect(weeks.at(-2)).toBe(2);
		expect(weeks.at(-11)).toBe(1);
		expect(weeks.at(0)).toBe(1);
		expect(sum(weeks)).toBe(done);
		expect(done).toBe(5);
		expect(new Date(first_week).getUTCDay()).toBe(1);
	});

	test('leave out what was done before them', async () => {
		for (const days of [0, 30, 26 * 7]) await newDoneTask(days);
		const { done, done_per_week: weeks } = await overviewOf(company.member);
		expect(sum(weeks)).toBe(done);
		expect(done).toBe(2);
		expect(await overviewOf(company.member, 27)).toMatchObject({ done: 3 });
	});

	test.each([
		[1, 1],
		[52, 52],
		[104, 104],
		[0, 1],
		[-5, 1],
		[100_000, 104]
	])('are, when %i are asked for, %i', async (asked, given) => {
		await newDoneTask(0);
		const { done, done_per_week: weeks } = await overviewOf(company.member, asked);
		expect(weeks).toHaveLength(given);
		expect(weeks.at(-1)).toBe(1);
		expect(sum(weeks)).toBe(done);
	});
});

describe('the day', () => {
	const setTimeZone = (zone: string) =>
		ask('update public.organization_settings set time_zone = $2 where org_id = $1', [
			company.organization.id,
			zone
		]);

	// Where the day is over last, it is never the same day as where it begins first.
	const lastDay = () => day(-0.5);

	test('of what is late is the one where the organization is', async () => {
		await newTask(company.admin, project, { due_on: lastDay() });
		await setTimeZone('Etc/GMT+12');
		expect(await overviewOf(company.member)).toMatchObject({ open: 1, late: 0 });
		await setTimeZone('Pacific/Kiritimati');
		expect(await overviewOf(company.member)).toMatchObject({ open: 1, late: 1 });
	});

	test('of a week is the one where the organization is', async () => {
		const monday = new Date(`${(await overviewOf(company.member, 3)).first_week}T06:00:00Z`);
		const { id } = await newTask(company.admin, project, { status: 'done' });
		await ask('update public.tasks set done_at = $2 where id = $1', [
			id,
			new Date(monday.getTime() + 7 * 24 * 60 * 60 * 1000)
		]);
		const startOfWeekWith = async (zone: string) => {
			await setTimeZone(zone);
			const { done_per_week: weeks, first_week } = await overviewOf(company.member, 4);
			const index = weeks.indexOf(1);
			return new Date(Date.parse(first_week) + index * 7 * 24 * 60 * 60 * 1000);
		};
		const inUtc = await startOfWeekWith('UTC');
		const inHawaii = await startOfWeekWith('Pacific/Honolulu');
		expect(inUtc.getTime() - inHawaii.getTime()).toBe(7 * 24 * 60 * 60 * 1000);
	});
});
