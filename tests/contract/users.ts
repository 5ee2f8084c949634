import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Subject } from './environment.ts';
import { someEmail, somebody } from './environment.ts';

export function users({ workos }: Subject): void {
	test('a user is created, found, changed and deleted', async () => {
		const email = someEmail();
		const created = await workos().userManagement.createUser({
			email,
			firstName: 'Erlich',
			lastName: 'Bachman',
			emailVerified: true,
			metadata: { house: 'incubator' }
		});
		expect(created).toMatchObject({ email, firstName: 'Erlich', emailVerified: true });
		expect(created.id).toMatch(/^user_[0-9A-Z]{26}$/);
		expect(await workos().userManagement.getUser(created.id)).toEqual(created);

		const changed = await workos().userManagement.updateUser({
			userId: created.id,
			firstName: 'Eric',
			externalId: randomUUID()
		});
		expect(changed).toMatchObject({ firstName: 'Eric', lastName: 'Bachman' });
		expect(changed.updatedAt > created.updatedAt).toBe(true);

		await workos().userManagement.deleteUser(created.id);
		await expect(workos().userManagement.getUser(created.id)).rejects.toMatchObject({
			status: 404
		});
	});

	test('a list is filtered by e-mail, whatever its case, and by organization', async () => {
		const { user, email, organizations } = await somebody(workos(), 'member');
		const byEmail = await workos().userManagement.listUsers({ email: email.toUpperCase() });
		expect(byEmail.data.map(({ id }) => id)).toEqual([user.id]);
		const organizationId = organizations[0]?.id;
		const members = await workos().userManagement.listUsers({ organizationId });
		expect(members.data.map(({ id }) => id)).toEqual([user.id]);
	});

	test('two users cannot have one e-mail', async () => {
		const { email } = await somebody(workos());
		const other = await somebody(workos());
		await expect(
			workos().userManagement.createUser({ email: email.toUpperCase() })
		).rejects.toMatchObject({ status: 400, code: 'user_creation_error' });
		await expect(
			workos().userManagement.updateUser({ userId: other.user.id, email })
		).rejects.toMatchObject({ status: 400, code: 'email_not_available' });
	});

	test('an e-mail must be one', async () => {
		await expect(workos().userManagement.createUser({ email: 'nobody' })).rejects.toMatchObject({
			status: 422
		});
	});

	test('a deleted user leaves the organizations', async () => {
		const { user, organizations } = await somebody(workos(), 'member');
		const organizationId = organizations[0]?.id ?? '';
		await workos().userManagement.deleteUser(user.id);
		const left = await workos().userManagement.listOrganizationMemberships({ organizationId });
		expect(left.data).toEqual([]);
	});
}
