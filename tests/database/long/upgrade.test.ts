import { describe, expect, test } from 'vitest';
import { deploy } from '../../../commands/database/deploy.ts';
import { judge } from '../../../commands/database/judge.ts';
import { asSuperuser, databaseAt, ours, reference, run } from '../cluster.ts';

/*
 * A database of an older Orgdeck, with rows in it, becomes what a new one is: `deploy` compares them
 * at its end. docs/upgrade.md says how an adopter does the same.
 */

const rows = `
	insert into public.organizations (id, name, slug) values ('org_old', 'Old', 'old');
	insert into public.users (id, first_name) values ('user_old', 'Olga'), ('user_new', 'Nick');
	insert into public.user_emails (user_id, email) values ('user_old', 'olga@old.test');
	insert into public.memberships (org_id, user_id, id, roles, status, created_at, updated_at) values
		('org_old', 'user_old', 'om_1', '{admin}', 'active', now(), now()),
		('org_old', 'user_new', 'om_2', '{member}', 'removed', now(), now());
	insert into app.sessions (sid, user_id, secret_hash, sealed) values ('session_old', 'user_old', 'h', 's');
	insert into public.projects (id, org_id, created_by, name, lead_id)
		values ('00000000-0000-4000-8000-000000000001', 'org_old', 'user_old', 'Kept', 'user_old');
	insert into public.tasks (org_id, created_by, project_id, title, status)
		select 'org_old', 'user_old', '00000000-0000-4000-8000-000000000001', 'Task ' || n, 'done'
		from generate_series(1, 200) n;`;

const counts = `select
	(select count(*)::int from public.organizations where slug = 'old') as organizations,
	(select count(*)::int from public.memberships where org_id = 'org_old') as memberships,
	(select count(*)::int from public.projects where name = 'Kept' and lead_id = 'user_old') as projects,
	(select count(*)::int from public.tasks where title ~ '^Task' and done_at is not null) as tasks,
	(select count(*)::int from app.sessions where ended_at is null) as sessions`;

/** Before most of what a list, a search and the audit log need; and states in between. */
const from = ours
	.filter(({ version }) => version >= '20260101001100')
	.map(({ version }) => version);

describe('with rows, from', () => {
	test.each(from.filter((_, index) => index % 4 === 0))('%s to the newest', async (version) => {
		const url = await databaseAt(version);
		await run(asSuperuser(url), rows);
		const pending = ours.filter((one) => one.version > version);
		const allowDestructive = pending
			.filter(({ sql }) => judge(sql).length > 0)
			.map((one) => one.version);

		const applied = await deploy(url, { reference, allowDestructive });

		expect(applied).toEqual(pending.map((one) => one.version));
		expect(await run(asSuperuser(url), counts)).toEqual([
			{ organizations: 1, memberships: 2, projects: 1, tasks: 200, sessions: 1 }
		]);
	});
});

test('an upgrade that takes something away is refused until it is named', async () => {
	const version = '20260101002530';
	const url = await databaseAt(version);
	await expect(deploy(url, { reference })).rejects.toThrow(
		/20260101002600_own_sessions, line \d+: It drops the function public\.session_start/
	);
	expect(
		await run(url, 'select max(version) as version from supabase_migrations.schema_migrations')
	).toEqual([{ version }]);
});
