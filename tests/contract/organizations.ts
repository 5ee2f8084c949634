import { randomUUID } from 'node:crypto';
import type { DomainData } from '@workos-inc/node';
import { expect, test } from 'vitest';
import type { Subject } from './environment.ts';

export function organizations({ workos }: Subject): void {
	const domain = (state: 'verified' | 'pending') => ({
		domain: `${randomUUID()}.example.com`,
		state: state as DomainData['state']
	});

	test('an organization is created, found, changed and deleted', async () => {
		const externalId = randomUUID();
		const created = await workos().organizations.createOrganization({
			name: 'Hooli',
			externalId,
			metadata: { tier: 'gold', place: 'here' }
		});
		expect(created).toMatchObject({ name: 'Hooli', externalId, domains: [] });
		expect(created.id).toMatch(/^org_[0-9A-Z]{26}$/);
		expect(await workos().organizations.getOrganization(created.id)).toEqual(created);
		expect(await workos().organizations.getOrganizationByExternalId(externalId)).toEqual(created);

		const changed = await workos().organizations.updateOrganization({
			organization: created.id,
			name: 'Hooli XYZ',
			metadata: { place: null, mood: 'fine' } as never
		});
		expect(changed).toMatchObject({ name: 'Hooli XYZ', metadata: { tier: 'gold', mood: 'fine' } });
		expect(changed.updatedAt > created.updatedAt).toBe(true);

		await workos().organizations.deleteOrganization(created.id);
		await expect(workos().organizations.getOrganization(created.id)).rejects.toMatchObject({
			status: 404,
			code: 'entity_not_found'
		});
	});

	test('two organizations cannot have one external id', async () => {
		const externalId = randomUUID();
		const first = { name: 'First', externalId };
		const other = await workos().organizations.createOrganization({ name: 'Other' });
		await workos().organizations.createOrganization(first);
		const refusal = { status: 400, code: 'external_id_already_used' };
		await expect(workos().organizations.createOrganization(first)).rejects.toMatchObject(refusal);
		await expect(
			workos().organizations.updateOrganization({ organization: other.id, externalId })
		).rejects.toMatchObject(refusal);
	});

	test('a new name leaves the rest as it is', async () => {
		const made = await workos().organizations.createOrganization({
			name: 'Raviga',
			externalId: randomUUID(),
			metadata: { tier: 'gold' },
			domainData: [domain('verified')]
		});
		const changed = await workos().organizations.updateOrganization({
			organization: made.id,
			name: 'Raviga Capital'
		});
		expect(changed).toMatchObject({
			id: made.id,
			name: 'Raviga Capital',
			externalId: made.externalId,
			metadata: made.metadata,
			createdAt: made.createdAt
		});
		expect(changed.domains.map(({ id, state }) => [id, state])).toEqual(
			made.domains.map(({ id }) => [id, 'verified'])
		);
	});

	test('an organization has the domains it is given, which no other one has', async () => {
		const [verified, pending] = [domain('verified'), domain('pending')];
		const [one, other] = await Promise.all(
			['Bream', 'Hall'].map((name) => workos().organizations.createOrganization({ name }))
		);
		const give = (organization: string) =>
			workos().organizations.updateOrganization({ organization, domainData: [verified, pending] });
		const given = (await give(one!.id)).domains.map(({ domain, state }) => ({ domain, state }));
		expect(given).toEqual([verified, pending]);
		await expect(give(other!.id)).rejects.toMatchObject({ status: 409 });
	});

	test('one that is deleted takes its memberships along, and cannot be changed', async () => {
		const { id: organization } = await workos().organizations.createOrganization({ name: 'Gone' });
		const email = `${randomUUID()}@example.test`;
		const { id: userId } = await workos().userManagement.createUser({ email });
		const { id: membership } = await workos().userManagement.createOrganizationMembership({
			...{ userId, organizationId: organization, roleSlug: 'admin' }
		});
		await workos().organizations.deleteOrganization(organization);
		const gone = { status: 404 };
		await expect(
			workos().organizations.updateOrganization({ organization, name: 'Back' })
		).rejects.toMatchObject(gone);
		await expect(
			workos().userManagement.getOrganizationMembership(membership)
		).rejects.toMatchObject(gone);
		expect(await workos().userManagement.getUser(userId)).toMatchObject({ email });
	});

	test('a request sent twice with one idempotency key makes one organization', async () => {
		const options = { idempotencyKey: randomUUID() };
		const first = await workos().organizations.createOrganization({ name: 'Once' }, options);
		const again = await workos().organizations.createOrganization({ name: 'Once' }, options);
		expect(again).toEqual(first);
		const another = await workos().organizations.createOrganization({ name: 'Once' });
		expect(another.id).not.toBe(first.id);
	});

	test('a list goes on where it stopped, in both directions', async () => {
		const made: string[] = [];
		for (const name of ['One', 'Two', 'Three', 'Four', 'Five']) {
			made.push((await workos().organizations.createOrganization({ name })).id);
		}
		const [one, two, three, four] = made;
		const after = await workos().organizations.listOrganizations({ limit: 2, after: four });
		expect(after.data.map(({ id }) => id)).toEqual([three, two]);
		expect(after.listMetadata.after).toBe(two);
		expect(after.listMetadata.before).toBe(three);
		const before = await workos().organizations.listOrganizations({ limit: 2, before: two });
		expect(before.data.map(({ id }) => id)).toEqual([four, three]);
		const upwards = await workos().organizations.listOrganizations({
			limit: 2,
			after: one,
			order: 'asc'
		});
		expect(upwards.data.map(({ id }) => id)).toEqual([two, three]);
	});

	test('a list has ten items unless asked otherwise, and at most a hundred', async () => {
		for (let made = 0; made < 11; made++) {
			await workos().organizations.createOrganization({ name: `One of many ${made}` });
		}
		expect((await workos().organizations.listOrganizations()).data).toHaveLength(10);
		for (const limit of [0, 101]) {
			await expect(workos().organizations.listOrganizations({ limit })).rejects.toMatchObject({
				status: 422
			});
		}
	});

	test('a name is needed', async () => {
		await expect(workos().organizations.createOrganization({ name: '' })).rejects.toMatchObject({
			status: 422
		});
	});
}
