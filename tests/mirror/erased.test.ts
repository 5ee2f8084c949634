import { expect, test } from 'vitest';
import { eraseGone } from '../../src/lib/server/erase.ts';
import { reconcile } from '../../src/lib/server/reconcile.ts';
import { newOrganization, service, workos } from '../fixtures.ts';
import type { Organization } from '../fixtures.ts';
import { asDigits, pictureOf } from '../pictures.ts';
import { newCompany, newProject, newTask } from '../policies/company.ts';
import type { Company } from '../policies/company.ts';
import { ask, sow } from '../policies/database.ts';

/*
 * What an organization leaves behind that was deleted: nothing, whoever finishes its end.
 */

/** Whatever the schema is by now: each table that says whose its rows are. */
const tenants = await ask<{ name: string }>(`
	select format('%I.%I', n.nspname, c.relname) as name
	from pg_class c
	join pg_namespace n on n.oid = c.relnamespace
	join pg_attribute a on a.attrelid = c.oid and a.attname = 'org_id' and not a.attisdropped
	where n.nspname in ('public', 'app') and c.relkind in ('r', 'p') order by 1`);

/** How many rows of it there are in which table, where there are any. */
async function rowsOf({ id }: Organization): Promise<Record<string, number>> {
	const counts = await Promise.all(
		tenants.map(async ({ name }) => {
			const [row] = await ask<{ number: number }>(
				`select count(*)::integer as number from ${name} where org_id = $1`,
				[id]
			);
			return [name, row?.number ?? 0] as const;
		})
	);
	return Object.fromEntries(counts.filter(([, number]) => number > 0));
}

/** A company with a row in every table. */
async function fullCompany(): Promise<Company> {
	const company = await newCompany();
	const { admin, member, organization } = company;
	const project = await newProject(admin, { lead_id: member.id });
	await newTask(admin, project, { assignee_id: member.id });
	const rows = [
		['project_budgets', { project_id: project.id, amount: 1 }],
		['list_preferences', { list: 'tasks', settings: {} }],
		['organization_pictures', { bytes: asDigits(pictureOf('png')) }]
	] as const;
	for (const [table, values] of rows) {
		await admin.supabase
			.from(table)
			.insert(values as never)
			.throwOnError();
	}
	await service
		.rpc('membership_reserve', {
			...{ org_id: organization.id, user_id: member.id, holder: crypto.randomUUID() },
			...{ roles: ['member'], asked: [] }
		})
		.throwOnError();
	await sow('insert into app.added (org_id, user_id, key, row_id) values ($1, $2, $3, $4)', [
		...[organization.id, admin.id, 'a form', project.id]
	]);
	const act = { id: crypto.randomUUID(), org_id: organization.id, resource: 'memberships' };
	await service
		.rpc('audit_begin', {
			...{ actor_id: admin.id, session_id: 'session_x' },
			acts: [{ ...act, resource_id: member.id }] as never
		})
		.throwOnError();
	return company;
}

const goneAnHourAgo = ({ id }: Organization) =>
	ask(`update public.organizations set gone_at = gone_at - interval '61 minutes' where id = $1`, [
		id
	]);

async function tombstoneOf({ id }: Organization) {
	const [tombstone] = await ask<{ name: string; slug: string; picture: null; erased: boolean }>(
		`select o.name, o.slug, o.picture, t.erased_at is not null as erased
		from app.tombstones t join public.organizations o on o.id = t.id where t.id = $1`,
		[id]
	);
	return tombstone;
}

test('the event alone closes it, and the next sync erases every row; others keep theirs', async () => {
	const [company, other] = [await fullCompany(), await fullCompany()];
	const { organization, admin } = company;
	const before = await rowsOf(other.organization);
	const all = tenants.map(({ name }) => name);
	expect(Object.keys(before).sort()).toEqual(all);
	expect(Object.keys(await rowsOf(organization)).sort()).toEqual(all);
	await reconcile();

	// Whoever deleted it in WorkOS got no further.
	await workos.organizations.deleteOrganization(organization.id);
	const stateOf = () => admin.supabase.rpc('session_state').single().throwOnError();
	expect((await stateOf()).data).toMatchObject({ status: 'active' });
	await reconcile();
	expect((await stateOf()).data).toMatchObject({
		...{ status: 'gone', organization_name: organization.name, is_admin: false }
	});

	expect(await eraseGone()).toBeGreaterThan(0);
	expect(await rowsOf(organization)).toEqual({});
	expect(await rowsOf(other.organization)).toEqual(before);
	const kept = { name: '', slug: organization.slug, picture: null };
	expect(await tombstoneOf(organization)).toEqual({ ...kept, erased: false });
	// Their token does not make them wait for a membership that will never come.
	expect((await stateOf()).data).toMatchObject({
		...{ status: 'gone', organization_name: '', is_admin: false }
	});

	await goneAnHourAgo(organization);
	await eraseGone();
	expect(await tombstoneOf(organization)).toEqual({ ...kept, erased: true });
	expect(await eraseGone()).toBe(0);
});

test('what comes late is erased, too, and news bring nothing back', async () => {
	const { organization, admin } = await fullCompany();
	const known = await workos.organizations.getOrganization(organization.id);
	const { data: memberships } = await workos.userManagement.listOrganizationMemberships({
		organizationId: organization.id
	});
	await workos.organizations.deleteOrganization(organization.id);
	await reconcile();
	await eraseGone();
	const [membership] = memberships;
	const answers = await Promise.all([
		service.rpc('mirror_put_organization', {
			...{ id: known.id, name: known.name, created_at: known.createdAt },
			updated_at: new Date().toISOString()
		}),
		service.rpc('mirror_put_membership', {
			...{ id: membership!.id, org_id: known.id, user_id: admin.id, roles: ['admin'] },
			...{ status: 'active', created_at: new Date().toISOString() },
			updated_at: new Date().toISOString()
		})
	]);
	expect(answers.map(({ data }) => data)).toEqual(['gone', 'gone']);
	expect(await rowsOf(organization)).toEqual({});

	// A statement that began before the end, and ended after it was erased.
	await sow(
		`insert into public.audit_events (org_id, kind, resource, resource_id, changes)
		values ($1, 'created', 'tasks', 'late', '{}')`,
		[organization.id]
	);
	expect(await eraseGone()).toBe(1);
	expect(await rowsOf(organization)).toEqual({});
});

test('a large one goes in batches, which may be ended at any point and run twice at once', async () => {
	const { organization, admin } = await fullCompany();
	const project = await newProject(admin);
	await sow(
		`insert into public.tasks (org_id, project_id, title, created_by, visibility, project_state)
		select $1, $2, 'Task ' || n, $3, 'org', 'active' from generate_series(1, 5000) n`,
		[organization.id, project.id, admin.id]
	);
	await workos.organizations.deleteOrganization(organization.id);
	await reconcile();

	const { data: first } = await service
		.rpc('erase_gone_organizations', { most: 100 })
		.throwOnError();
	expect(first).toBe(100);
	const left = (await rowsOf(organization))['public.tasks'] ?? 0;
	expect(left).toBeGreaterThan(4000);

	// One of two finds it taken, and leaves it to the other.
	const both = await Promise.all([eraseGone(), eraseGone()]);
	const rest = await eraseGone();
	expect(both[0] + both[1] + rest).toBeGreaterThan(4000);
	expect(await rowsOf(organization)).toEqual({});
	expect(await eraseGone({ until: 0 })).toBe(0);
});

test('an organization that is there is never touched', async () => {
	const { organization } = await fullCompany();
	const before = await rowsOf(organization);
	// Neither by a tombstone alone, nor by a time alone.
	const halfway = await newOrganization();
	await ask('update public.organizations set gone_at = now() where id = $1', [halfway.id]);
	await ask('insert into app.tombstones (id) values ($1)', [organization.id]);
	try {
		await eraseGone();
		expect(await rowsOf(organization)).toEqual(before);
		expect(await rowsOf(halfway)).toHaveProperty(['public.organization_settings'], 1);
	} finally {
		await ask('delete from app.tombstones where id = $1', [organization.id]);
		await ask('update public.organizations set gone_at = null where id = $1', [halfway.id]);
	}
});
