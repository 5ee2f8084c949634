import { describe, expect, test } from 'vitest';
import { unique } from '../fixtures.ts';
import { ask, rowsOf } from './database.ts';
import {
	at,
	goneMembership,
	goneOrganization,
	goneUser,
	newIds,
	putMembership,
	putOrganization,
	putUser
} from './mirror.ts';

/*
 * News from WorkOS, late, twice and in the wrong order. What counts is what was true last, and
 * nobody who was removed is let in again.
 */

interface MembershipRow {
	id: string;
	roles: string[];
	status: string;
}

async function membershipIn(org: string, user: string): Promise<MembershipRow | undefined> {
	const [row] = await ask<MembershipRow>(
		'select id, roles, status from public.memberships where org_id = $1 and user_id = $2',
		[org, user]
	);
	return row;
}

async function nameOf(org: string): Promise<unknown> {
	const [row] = await rowsOf('organizations', { id: org });
	return row?.name;
}

async function personOf(id: string): Promise<unknown> {
	const [user] = await rowsOf('users', { id });
	const [address] = await rowsOf('user_emails', { user_id: id });
	return { name: user?.first_name, email: address?.email };
}

describe('news of an organization', () => {
	test('is taken when it is newer, and only then', async () => {
		const { org: id } = newIds();
		expect(await putOrganization({ id, name: 'One', updated: 1 })).toBe('applied');
		expect(await putOrganization({ id, name: 'Three', updated: 3 })).toBe('applied');
		expect(await putOrganization({ id, name: 'Two', updated: 2 })).toBe('older');
		expect(await nameOf(id)).toBe('Three');
	});

	test('that is known changes nothing', async () => {
		const { org: id } = newIds();
		await putOrganization({ id, name: 'One', updated: 1 });
		expect(await putOrganization({ id, name: 'One', updated: 1 })).toBe('unchanged');
	});

	test('of the same time and another content is taken after asking again', async () => {
		const { org: id } = newIds();
		await putOrganization({ id, name: 'One', updated: 1 });
		expect(await putOrganization({ id, name: 'Other', updated: 1 })).toBe('differs');
		expect(await nameOf(id)).toBe('One');
		const again = { id, name: 'Other', updated: 1, refetched: true };
		expect(await putOrganization(again)).toBe('applied');
		expect(await nameOf(id)).toBe('Other');
	});

	test('that is older is not taken after asking again either', async () => {
		const { org: id } = newIds();
		await putOrganization({ id, name: 'Two', updated: 2 });
		const again = { id, name: 'One', updated: 1, refetched: true };
		expect(await putOrganization(again)).toBe('older');
		expect(await nameOf(id)).toBe('Two');
	});

	test('brings its settings with it, and leaves them alone later', async () => {
		const { org: id } = newIds();
		await putOrganization({ id, name: 'One', updated: 1 });
		await ask(
			`update public.organization_settings set time_zone = 'Asia/Tokyo' where org_id = $1`,
			[id]
		);
		await putOrganization({ id, name: 'Two', updated: 2 });
		expect(await rowsOf('organization_settings', { org_id: id })).toMatchObject([
			{ time_zone: 'Asia/Tokyo' }
		]);
	});
});

describe('news of a person', () => {
	test('is taken when it is newer, and only then', async () => {
		const { user: id } = newIds();
		const put = (firstName: string, updated: number, refetched?: boolean) =>
			putUser({ id, firstName, email: `${firstName}@example.test`, updated, refetched });
		expect(await put('one', 1)).toBe('applied');
		expect(await put('three', 3)).toBe('applied');
		expect(await put('two', 2)).toBe('older');
		expect(await put('two', 2, true)).toBe('older');
		expect(await put('three', 3)).toBe('unchanged');
		expect(await personOf(id)).toEqual({ name: 'three', email: 'three@example.test' });
		expect(await put('other', 3)).toBe('differs');
		expect(await put('other', 3, true)).toBe('applied');
		expect(await personOf(id)).toEqual({ name: 'other', email: 'other@example.test' });
	});

	test('tells another address, or no name, from the same', async () => {
		const { user: id } = newIds();
		await putUser({ id, firstName: null, email: 'one@example.test' });
		expect(await putUser({ id, firstName: null, email: 'one@example.test' })).toBe('unchanged');
		expect(await putUser({ id, firstName: null, email: 'two@example.test' })).toBe('differs');
		expect(await putUser({ id, firstName: 'Ro', email: 'one@example.test' })).toBe('differs');
	});
});

describe('news of a membership', () => {
	test('is taken when it is newer, and only then', async () => {
		const { org, user, membership: id } = newIds();
		const put = (role: string, updated: number, refetched?: boolean) =>
			putMembership({ id, org, user, roles: [role], updated, refetched });
		expect(await put('one', 1)).toBe('applied');
		expect(await put('three', 3)).toBe('applied');
		expect(await put('two', 2)).toBe('older');
		expect(await put('two', 2, true)).toBe('older');
		expect(await put('three', 3)).toBe('unchanged');
		expect(await put('other', 3)).toBe('differs');
		expect(await membershipIn(org, user)).toMatchObject({ roles: ['three'] });
		expect(await put('other', 3, true)).toBe('applied');
		expect(await membershipIn(org, user)).toMatchObject({ roles: ['other'] });
	});

	test('tells another status from the same', async () => {
		const { org, user, membership: id } = newIds();
		await putMembership({ id, org, user });
		expect(await putMembership({ id, org, user, status: 'inactive' })).toBe('differs');
	});

	test('of a later membership takes the place of the earlier one', async () => {
		const { org, user, membership: first } = newIds();
		const second = `om_${unique()}`;
		await putMembership({ id: first, org, user, created: 1, updated: 9 });
		const later = { id: second, org, user, roles: ['admin'], created: 2 };
		expect(await putMembership(later)).toBe('applied');
		const late = { id: first, org, user, created: 1, updated: 10 };
		expect(await putMembership(late)).toBe('older');
		expect(await membershipIn(org, user)).toEqual({
			id: second,
			roles: ['admin'],
			status: 'active'
		});
	});

	test('of another one that was made at the same time counts once it was asked for', async () => {
		const { org, user, membership: first } = newIds();
		await putMembership({ id: first, org, user, created: 1 });
		const other = { id: `om_${unique()}`, org, user, created: 1, updated: 5 };
		expect(await putMembership(other)).toBe('differs');
		expect(await membershipIn(org, user)).toMatchObject({ id: first });
		expect(await putMembership({ ...other, refetched: true })).toBe('applied');
		// The end of the first takes nothing with it, however often it is told.
		await goneMembership({ id: first, org, user, created: 1 });
		await goneMembership({ id: first, org, user, created: 1 });
		expect(await membershipIn(org, user)).toMatchObject({ id: other.id, status: 'active' });
	});

	test('of another one of the same moment takes the place of one that has ended', async () => {
		const { org, user, membership: first } = newIds();
		await putMembership({ id: first, org, user, created: 1 });
		await goneMembership({ id: first, org, user, created: 1 });
		const other = { id: `om_${unique()}`, org, user, created: 1 };
		expect(await putMembership(other)).toBe('applied');
		await goneMembership({ id: first, org, user, created: 1 });
		expect(await membershipIn(org, user)).toMatchObject({ id: other.id, status: 'active' });
	});

	test('may come before the organization and the person, who follow', async () => {
		const { org, user, membership: id } = newIds();
		expect(await putMembership({ id, org, user })).toBe('applied');
		expect(await rowsOf('organizations', { id: org })).toMatchObject([{ name: '', slug: null }]);
		expect(await rowsOf('users', { id: user })).toMatchObject([{ first_name: null }]);
		expect(await putOrganization({ id: org, name: `Later ${unique()}` })).toBe('applied');
		expect(await putUser({ id: user, firstName: 'Later' })).toBe('applied');
		expect(await personOf(user)).toEqual({ name: 'Later', email: `${user}@example.test` });
		expect(await membershipIn(org, user)).toMatchObject({ status: 'active' });
	});

	test('needs roles and a status that there are', async () => {
		const { org, user, membership: id } = newIds();
		const unknown = { id, org, user, status: 'suspended' as 'active' };
		await expect(putMembership(unknown)).rejects.toMatchObject({ code: '23514' });
		expect(await membershipIn(org, user)).toBeUndefined();
	});
});

describe('a membership that is gone', () => {
	test('is removed, and never comes back', async () => {
		const { org, user, membership: id } = newIds();
		await putMembership({ id, org, user, created: 1 });
		await goneMembership({ id, org, user, created: 1 });
		expect(await membershipIn(org, user)).toMatchObject({ status: 'removed' });
		const late = { id, org, user, created: 1, updated: 99, refetched: true };
		expect(await putMembership(late)).toBe('gone');
		expect(await membershipIn(org, user)).toMatchObject({ id, status: 'removed' });
	});

	test('is gone before it was heard of', async () => {
		const { org, user, membership: id } = newIds();
		await goneMembership({ id, org, user, created: 1 });
		expect(await putMembership({ id, org, user, created: 1 })).toBe('gone');
		expect(await membershipIn(org, user)).toBeUndefined();
	});

	test('takes an earlier one with it, and keeps its late news out', async () => {
		const { org, user, membership: first } = newIds();
		await putMembership({ id: first, org, user, created: 1 });
		await goneMembership({ id: `om_${unique()}`, org, user, created: 2 });
		expect(await membershipIn(org, user)).toMatchObject({ status: 'removed' });
		const late = { id: first, org, user, created: 1, updated: 3 };
		expect(await putMembership(late)).toBe('older');
		expect(await membershipIn(org, user)).toMatchObject({ status: 'removed' });
	});

	test('never takes a later one with it', async () => {
		const { org, user, membership: second } = newIds();
		await putMembership({ id: second, org, user, created: 2 });
		const first = { id: `om_${unique()}`, org, user };
		await goneMembership({ ...first, created: 1 });
		await goneMembership(first);
		expect(await membershipIn(org, user)).toEqual({
			id: second,
			roles: ['member'],
			status: 'active'
		});
	});

	test('of which only the id is known ends just that one', async () => {
		const { org, user, membership: id } = newIds();
		await putMembership({ id, org, user, created: 1 });
		await goneMembership({ id: `om_${unique()}`, org, user });
		expect(await membershipIn(org, user)).toMatchObject({ status: 'active' });
		await goneMembership({ id, org, user });
		expect(await membershipIn(org, user)).toMatchObject({ status: 'removed' });
	});

	test('makes room for a new one', async () => {
		const { org, user, membership: first } = newIds();
		const second = `om_${unique()}`;
		await putMembership({ id: first, org, user, created: 1 });
		await goneMembership({ id: first, org, user, created: 1 });
		expect(await putMembership({ id: second, org, user, created: 2 })).toBe('applied');
		expect(await membershipIn(org, user)).toMatchObject({ id: second, status: 'active' });
	});

	test('may go twice', async () => {
		const { org, user, membership: id } = newIds();
		await putMembership({ id, org, user, created: 1 });
		await goneMembership({ id, org, user, created: 1 });
		await goneMembership({ id, org, user, created: 1 });
		expect(await membershipIn(org, user)).toMatchObject({ status: 'removed' });
	});

	test('says nothing of others', async () => {
		const { org, user, membership: id } = newIds();
		const other = newIds();
		await putMembership({ id, org, user, created: 1 });
		await putMembership({ ...other, id: other.membership, user, created: 1 });
		await putMembership({ ...other, id: `om_${unique()}`, org, created: 1 });
		await goneMembership({ id, org, user, created: 5 });
		expect(await membershipIn(other.org, user)).toMatchObject({ status: 'active' });
		expect(await membershipIn(org, other.user)).toMatchObject({ status: 'active' });
	});
});

describe('an organization that is gone', () => {
	test('ends its memberships and takes no news any more', async () => {
		const { org, user, membership: id } = newIds();
		await putOrganization({ id: org, name: 'Before' });
		await putMembership({ id, org, user });
		await goneOrganization(org);
		await goneOrganization(org);
		expect(await membershipIn(org, user)).toMatchObject({ status: 'removed' });
		expect(await putOrganization({ id: org, name: 'After', updated: 9 })).toBe('gone');
		expect(await putMembership({ id, org, user, updated: 9 })).toBe('gone');
		const later = { id: `om_${unique()}`, org, user, created: 9 };
		expect(await putMembership(later)).toBe('gone');
		expect(await nameOf(org)).toBe('Before');
		expect(await membershipIn(org, user)).toMatchObject({ id, status: 'removed' });
	});

	test('is gone before it was heard of', async () => {
		const { org, user, membership: id } = newIds();
		await goneOrganization(org);
		expect(await putOrganization({ id: org, name: 'After' })).toBe('gone');
		expect(await putMembership({ id, org, user })).toBe('gone');
		expect(await rowsOf('organizations', { id: org })).toEqual([]);
	});
});

describe('a person who is gone', () => {
	test('leaves every organization and takes no news any more', async () => {
		const { org, user, membership: id } = newIds();
		await putUser({ id: user, firstName: 'Before' });
		await putMembership({ id, org, user });
		await goneUser(user);
		const [{ gone_at } = {}] = await rowsOf('users', { id: user });
		await goneUser(user);
		expect(await rowsOf('users', { id: user })).toMatchObject([{ gone_at }]);
		expect(gone_at).toEqual(expect.any(String));
		expect(await membershipIn(org, user)).toMatchObject({ status: 'removed' });
		expect(await putUser({ id: user, firstName: 'After', updated: 9 })).toBe('gone');
		expect(await putMembership({ id, org, user, updated: 9 })).toBe('gone');
		expect(await personOf(user)).toEqual({ name: null, email: undefined });
		expect(await rowsOf('users', { id: user })).toHaveLength(1);
	});

	test('is gone before they were heard of', async () => {
		const { org, user, membership: id } = newIds();
		await goneUser(user);
		expect(await putUser({ id: user })).toBe('gone');
		expect(await putMembership({ id, org, user })).toBe('gone');
		expect(await rowsOf('users', { id: user })).toEqual([]);
	});
});

describe('news that arrives at the same moment', () => {
	test('of one membership leaves the newest', async () => {
		const { org, user, membership: id } = newIds();
		const moments = [3, 1, 4, 2, 6, 5, 8, 7];
		await Promise.all(
			moments.map((updated) => putMembership({ id, org, user, roles: [`r${updated}`], updated }))
		);
		expect(await membershipIn(org, user)).toMatchObject({ roles: ['r8'] });
	});

	test('of an end and of changes leaves the end', async () => {
		for (let round = 0; round < 5; round++) {
			const { org, user, membership: id } = newIds();
			await putMembership({ id, org, user, updated: 1 });
			await Promise.all([
				...[2, 3, 4].map((updated) => putMembership({ id, org, user, updated })),
				[goneMembership({ id, org, user, created: 0 }), goneOrganization(org), goneUser(user)][
					round % 3
				]
			]);
			expect(await membershipIn(org, user)).toMatchObject({ status: 'removed' });
		}
	});

	test('of many members, people and their organization all arrives', async () => {
		const { org } = newIds();
		const people = Array.from({ length: 8 }, newIds);
		await Promise.all([
			putOrganization({ id: org, name: `Busy ${unique()}` }),
			...people.map(({ user }) => putUser({ id: user })),
			...people.map(({ user, membership }) => putMembership({ id: membership, org, user }))
		]);
		expect(await rowsOf('memberships', { org_id: org })).toHaveLength(people.length);
		expect(await nameOf(org)).toMatch(/^Busy/);
		for (const { user } of people) {
			expect(await personOf(user)).toEqual({ name: 'Robin', email: `${user}@example.test` });
		}
	});
});

test('times are kept as WorkOS told them', async () => {
	const { org, user, membership: id } = newIds();
	await putMembership({ id, org, user, created: 1, updated: 2 });
	const [row] = await ask<{ created_at: Date; updated_at: Date }>(
		'select created_at, updated_at from public.memberships where id = $1',
		[id]
	);
	expect(row?.created_at.toISOString()).toBe(at(1));
	expect(row?.updated_at.toISOString()).toBe(at(2));
});
