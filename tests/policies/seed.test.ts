import { describe, expect, test } from 'vitest';
import { workos } from '../fixtures.ts';
import { joinedAt, memberships, organizations, people } from '../world.ts';
import { ask } from './database.ts';

/* The demo data, the cast and what WorkOS' stand-in knows of it are one world. */

interface Placed {
	id: string;
	org_id: string;
	user_id: string;
	roles: string[];
	status: string;
	created_at: Date;
	updated_at: Date;
}

describe.each(Object.values(organizations))('$name', ({ id, name, slug }) => {
	test('is in the database and in WorkOS by the same id and name', async () => {
		const [row] = await ask<{ name: string; slug: string; created_at: Date; updated_at: Date }>(
			'select name, slug, created_at, updated_at from public.organizations where id = $1',
			[id]
		);
		const at = new Date(joinedAt);
		expect(row).toEqual({ name, slug, created_at: at, updated_at: at });
		expect(await workos.organizations.getOrganization(id)).toMatchObject({
			name,
			createdAt: joinedAt,
			updatedAt: joinedAt
		});
	});
});

describe.each(Object.values(people))('$firstName', ({ id, email, firstName, lastName }) => {
	test('is in the database and in WorkOS by the same id, name and address', async () => {
		const [row] = await ask(
			`select u.first_name, u.last_name, e.email, u.created_at, u.updated_at
			from public.users u join public.user_emails e on e.user_id = u.id where u.id = $1`,
			[id]
		);
		const at = new Date(joinedAt);
		const name = { first_name: firstName, last_name: lastName };
		expect(row).toEqual({ ...name, email, created_at: at, updated_at: at });
		expect(await workos.userManagement.getUser(id)).toMatchObject({
			email,
			firstName,
			lastName,
			createdAt: joinedAt,
			updatedAt: joinedAt
		});
	});
});

describe.each(memberships)('the membership of $person in $organization', (membership) => {
	test('is in the database and in WorkOS with the same id, role and times', async () => {
		const { id, person, organization, role } = membership;
		const org_id = organizations[organization].id;
		const user_id = people[person].id;
		const [row] = await ask<Placed>('select * from public.memberships where id = $1', [id]);
		const at = new Date(joinedAt);
		const place = {
			id,
			org_id,
			user_id,
			roles: [role],
			status: 'active',
			directory_managed: false
		};
		expect(row).toEqual({ ...place, created_at: at, updated_at: at });
		expect(await workos.userManagement.getOrganizationMembership(id)).toMatchObject({
			organizationId: org_id,
			userId: user_id,
			status: 'active',
			role: { slug: role },
			createdAt: joinedAt,
			updatedAt: joinedAt
		});
	});
});

test('the cast has no memberships but these', async () => {
	const rows = await ask<{ id: string }>(
		'select id from public.memberships where org_id = any ($1) or user_id = any ($2)',
		[Object.values(organizations).map(({ id }) => id), Object.values(people).map(({ id }) => id)]
	);
	expect(rows.map(({ id }) => id).sort()).toEqual(memberships.map(({ id }) => id).sort());
});

describe.each([
	[organizations.acme, 12, 300],
	[organizations.globex, 12, 300],
	[organizations.initech, 60, 20_000]
])('$name has', ({ id }, projects, tasks) => {
	test('its projects, some of them private, each with a lead and a budget', async () => {
		const [counts] = await ask<Record<string, number>>(
			`select count(*)::integer as all, count(*) filter (where p.visibility = 'private')::integer as private,
				count(p.lead_id)::integer as led, count(b.project_id)::integer as budgeted
			from public.projects p
			left join public.project_budgets b on (b.org_id, b.project_id) = (p.org_id, p.id)
			where p.org_id = $1`,
			[id]
		);
		expect(counts?.all).toBeGreaterThanOrEqual(projects);
		expect(counts?.private).toBeGreaterThanOrEqual(4);
		expect(counts?.led).toBeGreaterThanOrEqual(projects);
		expect(counts?.budgeted).toBeGreaterThanOrEqual(projects);
	});

	test('its tasks, done, open and late, over half a year', async () => {
		const [counts] = await ask<Record<string, number>>(
			`select count(*)::integer as all,
				count(*) filter (where status = 'done')::integer as done,
				count(*) filter (where status <> 'done' and due_on < current_date)::integer as late,
				count(distinct date_trunc('week', done_at))::integer as weeks,
				count(*) filter (where (done_at is null) = (status = 'done'))::integer as wrong,
				count(*) filter (where done_at > now())::integer as future
			from public.tasks where org_id = $1`,
			[id]
		);
		expect(counts?.all).toBeGreaterThanOrEqual(tasks);
		expect(counts?.done).toBeGreaterThan(tasks / 3);
		expect(counts?.done).toBeLessThan(tasks);
		expect(counts?.late).toBeGreaterThan(0);
		expect(counts?.weeks).toBeGreaterThan(20);
		expect(counts).toMatchObject({ wrong: 0, future: 0 });
	});
});

test('an admin and a member of Acme see different projects', async () => {
	const [counts] = await ask<{ admin: number; member: number }>(
		`select count(*)::integer as admin,
			count(*) filter (where visibility = 'org' or exists (
				select from public.project_members m
				where m.org_id = p.org_id and m.project_id = p.id and m.user_id = $2
			))::integer as member
		from public.projects p where org_id = $1`,
		[organizations.acme.id, people.max.id]
	);
	expect(counts?.member).toBeGreaterThan(0);
	expect(counts?.member).toBeLessThan(counts?.admin ?? 0);
});
