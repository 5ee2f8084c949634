import { expect, test } from 'vitest';
import type { Subject } from './environment.ts';
import { somebody } from './environment.ts';

export function memberships({ workos }: Subject): void {
	const management = () => workos().userManagement;

	async function someMembership(role: string | string[] = 'member') {
		const { user, organizations } = await somebody(workos(), role);
		const [organization] = organizations;
		if (!organization) throw new Error('No organization was made.');
		return { user, organization, membership: organization.membership };
	}

	test('a membership is created, found, changed and deleted', async () => {
		const { user, organization, membership } = await someMembership('admin');
		expect(membership).toMatchObject({
			userId: user.id,
			organizationId: organization.id,
			organizationName: organization.name,
			status: 'active',
			role: { slug: 'admin' }
		});
		expect(membership.id).toMatch(/^om_[0-9A-Z]{26}$/);
		expect(await management().getOrganizationMembership(membership.id)).toEqual(membership);

		const changed = await management().updateOrganizationMembership(membership.id, {
			roleSlug: 'member'
		});
		expect(changed.role).toEqual({ slug: 'member' });
		expect(changed.updatedAt > membership.updatedAt).toBe(true);

		await management().deleteOrganizationMembership(membership.id);
		await expect(management().getOrganizationMembership(membership.id)).rejects.toMatchObject({
			status: 404
		});
	});

	test('without a role one is a member; of several roles the highest counts', async () => {
		const { user } = await somebody(workos());
		const organization = await workos().organizations.createOrganization({ name: 'Raviga' });
		const plain = await management().createOrganizationMembership({
			userId: user.id,
			organizationId: organization.id
		});
		expect(plain.role).toEqual({ slug: 'member' });
		const both = await management().updateOrganizationMembership(plain.id, {
			roleSlugs: ['member', 'admin']
		});
		expect(both.role).toEqual({ slug: 'admin' });
		expect(both.roles).toEqual([{ slug: 'admin' }, { slug: 'member' }]);
	});

	test('a role must exist', async () => {
		const { membership } = await someMembership();
		await expect(
			management().updateOrganizationMembership(membership.id, { roleSlug: 'emperor' })
		).rejects.toMatchObject({ status: 422, code: 'invalid_role' });
		const { user } = await somebody(workos());
		await expect(
			management().createOrganizationMembership({
				userId: user.id,
				organizationId: membership.organizationId,
				roleSlug: 'emperor'
			})
		).rejects.toMatchObject({ status: 422, code: 'invalid_role' });
	});

	test('a person is not a member twice', async () => {
		const { user, organization } = await someMembership();
		await expect(
			management().createOrganizationMembership({
				userId: user.id,
				organizationId: organization.id
			})
		).rejects.toMatchObject({ status: 400, code: 'organization_membership_already_exists' });
	});

	test('user and organization must exist', async () => {
		const { user, organization } = await someMembership();
		for (const ids of [
			{ userId: user.id, organizationId: 'org_01J000000000000000000NOWHERE' },
			{ userId: 'user_01J00000000000000000NOBODY', organizationId: organization.id }
		]) {
			await expect(management().createOrganizationMembership(ids)).rejects.toMatchObject({
				status: 404
			});
		}
	});

	test('a deactivated membership is listed on demand only, and comes back with its role', async () => {
		const { user, membership } = await someMembership('admin');
		const list = async (statuses?: ('active' | 'inactive')[]) => {
			const found = await management().listOrganizationMemberships({ userId: user.id, statuses });
			return found.data.map(({ status }) => status);
		};
		const inactive = await management().deactivateOrganizationMembership(membership.id);
		expect(inactive.status).toBe('inactive');
		expect(inactive.updatedAt > membership.updatedAt).toBe(true);
		expect(await management().deactivateOrganizationMembership(membership.id)).toEqual(inactive);
		expect(await list()).toEqual([]);
		expect(await list(['active', 'inactive'])).toEqual(['inactive']);

		const active = await management().reactivateOrganizationMembership(membership.id);
		expect(active).toMatchObject({ status: 'active', role: { slug: 'admin' } });
		expect(await list()).toEqual(['active']);
	});

	test('creating a deactivated membership again reactivates it with the new role', async () => {
		const { user, organization, membership } = await someMembership('admin');
		await management().deactivateOrganizationMembership(membership.id);
		const again = await management().createOrganizationMembership({
			userId: user.id,
			organizationId: organization.id,
			roleSlug: 'member'
		});
		expect(again).toMatchObject({ id: membership.id, status: 'active', role: { slug: 'member' } });
	});

	test('a list is of a user or of an organization', async () => {
		const { organization, membership } = await someMembership();
		const found = await management().listOrganizationMemberships({
			organizationId: organization.id
		});
		expect(found.data).toEqual([membership]);
		await expect(management().listOrganizationMemberships({} as never)).rejects.toMatchObject({
			status: 400,
			code: 'missing_user_id_or_organization_id'
		});
	});

	test('the memberships of a deleted organization are gone', async () => {
		const { user, organization } = await someMembership();
		await workos().organizations.deleteOrganization(organization.id);
		const left = await management().listOrganizationMemberships({ userId: user.id });
		expect(left.data).toEqual([]);
	});
}
