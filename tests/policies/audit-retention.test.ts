import { describe, expect, test } from 'vitest';
import { service } from '../fixtures.ts';
import { newCompany } from './company.ts';
import type { Speaker } from './company.ts';
import { ask, inRolledBackTransaction, rowsOf } from './database.ts';

const keep = ({ supabase }: Pick<Speaker, 'supabase'>, org_id: string, audit_days: number | null) =>
	supabase.from('organization_settings').update({ audit_days }).eq('org_id', org_id).select();

/** Events of so many days ago. */
async function oldEvents(org_id: string, days: number[]): Promise<void> {
	await ask(
		`insert into public.audit_events (org_id, at, kind, resource, resource_id, changes)
		select $1, now() - day * interval '1 day', 'changed', 'tasks', 'day ' || day, '{}'
		from unnest($2::integer[]) as day`,
		[org_id, days]
	);
}

const agesOf = async (org_id: string) =>
	(await rowsOf('audit_events', { org_id }))
		.map(({ resource_id }) => String(resource_id))
		.filter((name) => name.startsWith('day'))
		.sort();

describe('how long the log is kept', () => {
	test('is for admins to say, between 90 days and ten years', async () => {
		const { organization, admin, member } = await newCompany();
		expect((await keep(admin, organization.id, 365)).data).toMatchObject([{ audit_days: 365 }]);
		expect((await keep(member, organization.id, 90)).data).toEqual([]);
		for (const days of [0, 89, 3651]) {
			expect((await keep(admin, organization.id, days)).error?.code, String(days)).toBe('23514');
		}
		const other = await newCompany();
		expect((await keep(other.admin, organization.id, 90)).data).toEqual([]);
		const [settings] = await rowsOf('organization_settings', { org_id: organization.id });
		expect(settings?.audit_days).toBe(365);
		const [event] = await rowsOf('audit_events', {
			...{ resource_id: organization.id, resource: 'organization_settings' }
		});
		expect(event).toMatchObject({ actor_id: admin.id, changes: { audit_days: [null, 365] } });
	});

	test('is what the nightly job keeps to, of each organization', async () => {
		const [strict, patient, forever] = await Promise.all([
			newCompany(),
			newCompany(),
			newCompany()
		]);
		await keep(strict.admin, strict.organization.id, 90);
		await keep(patient.admin, patient.organization.id, 365);
		for (const { organization } of [strict, patient, forever]) {
			await oldEvents(organization.id, [1, 89, 91, 400]);
		}
		await ask('select app.forget_audit_events()');
		expect(await agesOf(strict.organization.id)).toEqual(['day 1', 'day 89']);
		expect(await agesOf(patient.organization.id)).toEqual(['day 1', 'day 89', 'day 91']);
		expect(await agesOf(forever.organization.id)).toHaveLength(4);

		const told = await rowsOf('audit_events', { resource: 'audit_events', kind: 'deleted' });
		const counts = told
			.filter(({ org_id }) => org_id === strict.organization.id)
			.map(({ changes }) => (changes as { events: unknown }).events);
		expect(counts).toEqual([[2, null]]);
		// Where nothing is old nothing is told.
		await ask('select app.forget_audit_events()');
		const again = await rowsOf('audit_events', { resource: 'audit_events', kind: 'deleted' });
		expect(again).toHaveLength(told.length);
	});

	test('takes a long log away bit by bit', async () => {
		const { organization, admin } = await newCompany();
		await keep(admin, organization.id, 90);
		await oldEvents(organization.id, [100, 200, 300]);
		await inRolledBackTransaction(async (query) => {
			await query('select app.forget_audit_events(2)');
			const rows = await query<{ resource_id: string }>(
				`select resource_id from public.audit_events
				where org_id = '${organization.id}' and resource_id like 'day%'`
			);
			expect(rows).toEqual([{ resource_id: 'day 100' }]);
		});
	});

	test('is no job of the API', async () => {
		const { admin } = await newCompany();
		for (const supabase of [service, admin.supabase]) {
			const { error } = await supabase.rpc('forget_audit_events' as never);
			expect(['PGRST202', '42501']).toContain(error?.code);
		}
	});
});
