import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Subject } from './environment.ts';
import { claimsOf, isReal, signIn, somebody } from './environment.ts';

export function roles({ workos }: Subject): void {
	const someSlug = () => `role-${randomUUID()}`;

	test('admin comes before member, and both before a role made later', async () => {
		const slug = someSlug();
		const role = await workos().authorization.createEnvironmentRole({ slug, name: 'Auditor' });
		expect(role).toMatchObject({ slug, name: 'Auditor', type: 'EnvironmentRole', permissions: [] });
		const { data } = await workos().authorization.listEnvironmentRoles();
		const slugs = data
			.map((listed) => listed.slug)
			.filter((listed) => !/^role-/.test(listed) || listed === slug);
		expect(slugs.indexOf('admin')).toBeLessThan(slugs.indexOf('member'));
		expect(slugs.at(-1)).toBe(slug);
	});

	test('an organization has the roles of the environment', async () => {
		const organization = await workos().organizations.createOrganization({ name: 'Endframe' });
		const { data } = await workos().authorization.listOrganizationRoles(organization.id);
		expect(data.map(({ slug }) => slug)).toEqual(expect.arrayContaining(['admin', 'member']));
		await expect(
			workos().authorization.listOrganizationRoles('org_01J000000000000000000NOWHERE')
		).rejects.toMatchObject({ status: 404 });
	});

	test('an organization has roles of its own, beside those of the environment', async () => {
		const [one, other] = await Promise.all(
			['Aviato', 'Bachmanity'].map((name) => workos().organizations.createOrganization({ name }))
		);
		const role = await workos().authorization.createOrganizationRole(one!.id, {
			slug: 'org-auditor',
			name: 'Auditor'
		});
		expect(role).toMatchObject({ slug: 'org-auditor', name: 'Auditor', type: 'OrganizationRole' });
		const rolesOf = async (id: string) => {
			const { data } = await workos().authorization.listOrganizationRoles(id);
			return data.map(({ slug, name }) => `${slug}: ${name}`);
		};
		expect(await rolesOf(one!.id)).toEqual(
			expect.arrayContaining(['admin: Admin', 'org-auditor: Auditor'])
		);
		expect(await rolesOf(other!.id)).not.toContain('org-auditor: Auditor');
		await expect(
			workos().authorization.createOrganizationRole(one!.id, { slug: 'org-auditor', name: 'Two' })
		).rejects.toMatchObject({ status: 409 });
	});

	test('a role of another organization cannot be given', async () => {
		const { organizations } = await somebody(workos(), 'member', 'member');
		const [here, there] = organizations;
		await workos().authorization.createOrganizationRole(there!.id, {
			slug: 'org-guest',
			name: 'Guest'
		});
		const give = (id: string) =>
			workos().userManagement.updateOrganizationMembership(id, { roleSlug: 'org-guest' });
		await expect(give(here!.membership.id)).rejects.toMatchObject({ code: 'invalid_role' });
		expect((await give(there!.membership.id)).role).toEqual({ slug: 'org-guest' });
	});

	test('a slug is taken once', async () => {
		await expect(
			workos().authorization.createEnvironmentRole({ slug: 'admin', name: 'Admin' })
		).rejects.toMatchObject({ status: 409 });
	});

	test('a role has the permissions it was given', async () => {
		const slug = someSlug();
		const permission = `thing:${randomUUID()}`;
		await workos().authorization.createEnvironmentRole({ slug, name: 'Builder' });
		await expect(
			workos().authorization.setEnvironmentRolePermissions(slug, { permissions: [permission] })
		).rejects.toMatchObject({ status: 404 });
		const made = { slug: permission, name: 'Build things' };
		expect(await workos().authorization.createPermission(made)).toMatchObject(made);
		await expect(workos().authorization.createPermission(made)).rejects.toMatchObject({
			status: 409
		});
		const role = await workos().authorization.setEnvironmentRolePermissions(slug, {
			permissions: [permission]
		});
		expect(role.permissions).toEqual([permission]);
	});

	test.skipIf(isReal)('a token carries the permissions of all roles of a person', async () => {
		const [slug, permission] = [someSlug(), `thing:${randomUUID()}`];
		await workos().authorization.createEnvironmentRole({ slug, name: 'Builder' });
		await workos().authorization.createPermission({ slug: permission, name: 'Build' });
		await workos().authorization.setEnvironmentRolePermissions(slug, { permissions: [permission] });
		const { email } = await somebody(workos(), [slug, 'member']);
		expect(claimsOf((await signIn(workos(), email)).accessToken)).toMatchObject({
			user_role: 'member',
			roles: ['member', slug],
			permissions: [permission]
		});
	});
}
