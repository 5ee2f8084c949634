import type { SupabaseClient } from '@supabase/supabase-js';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { newCompany, newPrivateProject, newProject, newTask } from './company.ts';
import type { Company } from './company.ts';
import { ask } from './database.ts';
import { outsiders, outsidersOf } from './outsiders.ts';
import type { Outsider } from './outsiders.ts';
import { rights, tables } from './rights.ts';
import type { Table } from './rights.ts';

/*
 * Updates and deletes without a filter and without asking for rows. Postgres applies the policy
 * for select to every statement that has either, so a policy that forgot the tenant passes all
 * tests that filter. The rows of the other organization are the control.
 */

type Snapshot = Record<Table, Record<string, unknown>[]>;

interface BusyCompany extends Company {
	/** A private project that the member leads. */
	led: { id: string };
	/** A private project that the member had to leave, with a task they made. */
	secret: { id: string };
}

const patches: Record<Table, Record<string, unknown>> = {
	organizations: { name: 'Taken over' },
	organization_settings: { time_zone: 'Asia/Tokyo' },
	users: { first_name: 'Mallory' },
	user_emails: { email: 'mallory@example.test' },
	memberships: { roles: ['admin'] },
	projects: { due_on: '2031-01-01' },
	project_members: { created_at: '2031-01-01T00:00:00Z' },
	tasks: { due_on: '2031-01-01' },
	project_budgets: { currency: 'CHF' }
};

const mirrored = tables.filter((table) => rights[table].insert.length === 0);

/** A company with rows in every table: some that the member sees, some that they do not. */
async function newBusyCompany(): Promise<BusyCompany> {
	const company = await newCompany();
	const { admin, member } = company;
	const [open, led, secret] = await Promise.all([
		newProject(admin, { lead_id: admin.id }),
		newProject(admin, { lead_id: member.id, visibility: 'private' }),
		newPrivateProject(admin, member)
	]);
	for (const project of [open, led, secret]) {
		await Promise.all([newTask(admin, project), newTask(member, project)]);
	}
	await admin.supabase.from('project_members').delete().eq('project_id', secret.id).throwOnError();
	await admin.supabase
		.from('project_budgets')
		.insert({ project_id: open.id, amount: 10 })
		.throwOnError();
	return { ...company, led, secret };
}

/** Everything that the database holds of an organization. */
async function everythingOf({ organization }: Company): Promise<Snapshot> {
	const rows = await Promise.all(
		tables.map(async (table) => {
			const condition =
				table === 'organizations'
					? 't.id = $1'
					: table === 'users' || table === 'user_emails'
						? `t.${table === 'users' ? 'id' : 'user_id'} in (select user_id from public.memberships where org_id = $1)`
						: 't.org_id = $1';
			const found = await ask<{ row: Record<string, unknown> }>(
				`select to_jsonb(t) as row from public.${table} t where ${condition} order by t::text`,
				[organization.id]
			);
			return [table, found.map(({ row }) => row)] as const;
		})
	);
	return Object.fromEntries(rows) as Snapshot;
}

/** Changes or deletes all that this client can in every table. What is refused stays in silence. */
async function updateEverything(supabase: SupabaseClient): Promise<void> {
	for (const table of tables) await supabase.from(table).update(patches[table]);
}

async function deleteEverything(supabase: SupabaseClient): Promise<void> {
	for (const table of [...tables].reverse()) await supabase.from(table).delete();
}

let other: BusyCompany;
let before: Snapshot;
let clients: Record<Outsider, SupabaseClient>;

beforeAll(async () => {
	other = await newBusyCompany();
	clients = await outsidersOf(other.organization);
	before = await everythingOf(other);
});

test('the other organization has rows in every table', () => {
	for (const table of tables) expect(before[table], table).not.toHaveLength(0);
});

describe.each(outsiders)('%s', (outsider) => {
	test('changes nothing', async () => {
		await updateEverything(clients[outsider]);
		expect(await everythingOf(other)).toEqual(before);
	});

	test('deletes nothing', async () => {
		await deleteEverything(clients[outsider]);
		expect(await everythingOf(other)).toEqual(before);
	});
});

describe('a member', () => {
	let own: BusyCompany;
	let owned: Snapshot;
	beforeEach(async () => {
		own = await newBusyCompany();
		owned = await everythingOf(own);
	});

	test('changes the tasks they see and the project they lead, and nothing else', async () => {
		await updateEverything(own.member.supabase);
		const after = await everythingOf(own);
		const isChanged = ({ due_on }: Record<string, unknown>) => due_on === '2031-01-01';
		expect(after.projects.filter(isChanged).map(({ id }) => id)).toEqual([own.led.id]);
		const unchanged = after.tasks.filter((task) => !isChanged(task));
		expect(unchanged.map(({ project_id }) => project_id)).toEqual([own.secret.id, own.secret.id]);
		expect(after.tasks).toHaveLength(6);
		expect({ ...after, tasks: owned.tasks, projects: owned.projects }).toEqual(owned);
		expect(await everythingOf(other)).toEqual(before);
	});

	test('deletes the tasks they created and still see, and nothing else', async () => {
		await deleteEverything(own.member.supabase);
		const after = await everythingOf(own);
		const isGone = (task: Record<string, unknown>) =>
			task.created_by === own.member.id && task.project_id !== own.secret.id;
		expect(after.tasks).toEqual(owned.tasks.filter((task) => !isGone(task)));
		expect(after.tasks).toHaveLength(4);
		expect({ ...after, tasks: owned.tasks }).toEqual(owned);
		expect(await everythingOf(other)).toEqual(before);
	});

	test('moves nothing into a project they do not see', async () => {
		const { error } = await own.member.supabase.from('tasks').update({ project_id: own.secret.id });
		expect(error?.code).toBe('42501');
		expect(await everythingOf(own)).toEqual(owned);
	});

	test('hands over no project', async () => {
		const { error } = await own.member.supabase
			.from('projects')
			.update({ lead_id: own.colleague.id });
		expect(error?.code).toBe('42501');
		expect(await everythingOf(own)).toEqual(owned);
	});
});

describe('an admin', () => {
	let own: BusyCompany;
	let owned: Snapshot;
	beforeEach(async () => {
		own = await newBusyCompany();
		owned = await everythingOf(own);
	});

	const unchanged = (after: Snapshot, but: Table[]) => ({
		...after,
		...Object.fromEntries(but.map((table) => [table, owned[table]]))
	});

	test('changes what belongs to the own organization and not what WorkOS says of it', async () => {
		await updateEverything(own.admin.supabase);
		const after = await everythingOf(own);
		for (const table of ['projects', 'tasks', 'project_budgets'] as const) {
			for (const row of after[table]) expect(row).toMatchObject(patches[table]);
		}
		expect(unchanged(after, ['projects', 'tasks', 'project_budgets'])).toEqual(owned);
		expect(await everythingOf(other)).toEqual(before);
	});

	test('deletes what belongs to the own organization and not what WorkOS says of it', async () => {
		await deleteEverything(own.admin.supabase);
		const after = await everythingOf(own);
		for (const table of ['projects', 'project_members', 'tasks', 'project_budgets'] as const) {
			expect(after[table], table).toEqual([]);
		}
		for (const table of mirrored) expect(after[table], table).toEqual(owned[table]);
		expect(await everythingOf(other)).toEqual(before);
	});
});
