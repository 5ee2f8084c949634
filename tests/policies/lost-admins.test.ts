import { expect, test } from 'vitest';
import { newCompany } from './company.ts';
import { inRolledBackTransaction } from './database.ts';
import type { Query } from './database.ts';

/*
 * That an organization lost its last admin is told once, whatever took them. Nothing of it remains: other
 * tests look at what they lost.
 */

/** What is told after this happened. */
async function told(work: (query: Query) => Promise<unknown>): Promise<string[][]> {
	return inRolledBackTransaction(async (query) => {
		const ask = async () =>
			(await query<{ id: string }>('select app.mirror_lost_admins(10000) as id')).map(
				({ id }) => id
			);
		await ask();
		await work(query);
		return [await ask(), await ask()];
	});
}

const demote = (query: Query, org: string, user: string) =>
	query(`update public.memberships set roles = '{member}' where org_id = $1 and user_id = $2`, [
		...[org, user]
	]);

test.each([
	['demoted', `update public.memberships set roles = '{member}' where user_id = $1`],
	['paused', `update public.memberships set status = 'inactive' where user_id = $1`],
	['removed', `update public.memberships set status = 'removed' where user_id = $1`],
	['whose account was deleted', 'select app.mirror_gone_user($1)']
])('an admin who was %s was the last one', async (_, sql) => {
	const { organization, admin } = await newCompany();
	expect(await told((query) => query(sql, [admin.id]))).toEqual([[organization.id], []]);
});

test('nothing is told of members, of those who are not alone, and of what is gone itself', async () => {
	const [one, two, gone] = await Promise.all([newCompany(), newCompany(), newCompany()]);
	const nothing = await told(async (query) => {
		await demote(query, one.organization.id, one.member.id);
		await query(`update public.memberships set roles = '{admin}' where user_id = $1`, [
			two.member.id
		]);
		await demote(query, two.organization.id, two.admin.id);
		await query('select app.mirror_gone_organization($1)', [gone.organization.id]);
	});
	expect(nothing).toEqual([[], []]);
});

test('whoever was lost and is back before anybody looks was not', async () => {
	const { organization, admin } = await newCompany();
	const nothing = await told(async (query) => {
		await demote(query, organization.id, admin.id);
		await query(`update public.memberships set roles = '{admin}' where user_id = $1`, [admin.id]);
	});
	expect(nothing).toEqual([[], []]);
});
