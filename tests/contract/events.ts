import { expect, test } from 'vitest';
import type { Event, EventName } from '@workos-inc/node';
import type { Subject } from './environment.ts';
import { checkedFetch, signIn, somebody, someEmail } from './environment.ts';
import { isReal } from './environment.ts';

const people: EventName[] = ['user.created', 'user.updated', 'user.deleted'];
const memberships: EventName[] = [
	'organization_membership.created',
	'organization_membership.updated',
	'organization_membership.deleted'
];
const organizations: EventName[] = [
	'organization.created',
	'organization.updated',
	'organization.deleted'
];

export function events({ workos, url }: Subject): void {
	const list = (options: Parameters<ReturnType<typeof workos>['events']['listEvents']>[0]) =>
		workos().events.listEvents({ order: 'asc', limit: 100, ...options });

	/** All events of these names from the beginning of a test on, page by page. */
	async function since(rangeStart: string, names: EventName[], organizationId?: string) {
		const all: Event[] = [];
		let page = await list({ events: names, rangeStart, organizationId });
		while (page.data.length) {
			all.push(...page.data);
			const after = all.at(-1)?.id;
			page = await list({ events: names, after, organizationId });
		}
		return all;
	}

	async function someMembership() {
		const { user, organizations } = await somebody(workos(), 'member');
		const [organization] = organizations;
		if (!organization) throw new Error('No organization was made.');
		return { user, organization, membership: organization.membership };
	}

	test('every change of an organization and its memberships is told, in order', async () => {
		const begun = new Date().toISOString();
		const { user, organization, membership } = await someMembership();
		const management = workos().userManagement;
		await management.updateOrganizationMembership(membership.id, { roleSlug: 'admin' });
		await management.deactivateOrganizationMembership(membership.id);
		const last = await management.reactivateOrganizationMembership(membership.id);
		await management.deleteOrganizationMembership(membership.id);
		await workos().organizations.updateOrganization({
			organization: organization.id,
			name: 'Renamed'
		});
		await workos().organizations.deleteOrganization(organization.id);

		const told = await since(begun, [...organizations, ...memberships], organization.id);
		expect(told.map(({ event }) => event)).toEqual([
			'organization.created',
			'organization_membership.created',
			'organization_membership.updated',
			'organization_membership.updated',
			'organization_membership.updated',
			'organization_membership.deleted',
			'organization.updated',
			'organization.deleted'
		]);
		// A deletion carries what was there last, and no later time.
		expect(told[5]?.data).toMatchObject({
			id: membership.id,
			userId: user.id,
			organizationId: organization.id,
			status: 'active',
			role: { slug: 'admin' },
			createdAt: membership.createdAt,
			updatedAt: last.updatedAt
		});
		expect(told[7]?.data).toMatchObject({ id: organization.id, name: 'Renamed' });
		const times = told.map(({ createdAt }) => createdAt);
		expect(times).toEqual(times.toSorted());
	});

	test('an event of a membership carries neither its person nor a name', async () => {
		const { organization } = await someMembership();
		const query = new URLSearchParams({
			events: 'organization_membership.created',
			organization_id: organization.id,
			order: 'asc'
		});
		const response = await checkedFetch(`${url()}/events?${query}`, {
			headers: { authorization: `Bearer ${workos().key}` }
		});
		const { data } = (await response.json()) as { data: { data: object }[] };
		expect(data).toHaveLength(1);
		expect(data[0]?.data).not.toHaveProperty('user');
		expect(data[0]?.data).not.toHaveProperty('organization_name');
	});

	test('what becomes of invitations is told, without the secret of their links', async () => {
		const begun = new Date().toISOString();
		const { organization } = await someMembership();
		const management = workos().userManagement;
		const send = (email: string) =>
			management.sendInvitation({ email, organizationId: organization.id, roleSlug: 'member' });
		const first = await send(someEmail());
		await management.resendInvitation(first.id);
		await management.revokeInvitation(first.id);
		const user = await management.createUser({ email: someEmail(), emailVerified: true });
		const second = await send(user.email);
		await management.acceptInvitation(second.id);
		const names: EventName[] = [
			...(['invitation.created', 'invitation.resent', 'invitation.revoked'] as const),
			'invitation.accepted'
		];
		const told = await since(begun, names, organization.id);
		expect(told.map(({ event }) => event)).toEqual([
			...['invitation.created', 'invitation.resent', 'invitation.revoked'],
			...['invitation.created', 'invitation.accepted']
		]);
		expect(told[4]?.data).toMatchObject({ id: second.id, acceptedUserId: user.id });
		expect(JSON.stringify(told)).not.toContain(first.token);
		expect(JSON.stringify(told)).not.toContain(second.token);
	});

	test('changes of a person are told, of no organization', async () => {
		const begun = new Date().toISOString();
		const { user, organization } = await someMembership();
		await workos().userManagement.updateUser({ userId: user.id, firstName: 'Other' });
		await workos().userManagement.deleteUser(user.id);
		const own = (told: Event[]) =>
			told.filter(({ data }) => 'id' in data && data.id === user.id).map(({ event }) => event);
		expect(own(await since(begun, people))).toEqual(people);
		expect(await since(begun, people, organization.id)).toEqual([]);
	});

	test.skipIf(isReal)('a sign-in begins a session and changes no person', async () => {
		const { user, email } = await somebody(workos(), 'member');
		const begun = new Date().toISOString();
		// The first one verifies their address.
		await signIn(workos(), email);
		const { accessToken } = await signIn(workos(), email);
		const sid = JSON.parse(
			Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString()
		).sid;
		await workos().userManagement.revokeSession({ sessionId: sid });
		const told = await since(begun, [...people, 'session.created', 'session.revoked']);
		const own = told.filter(
			({ data }) =>
				('userId' in data && data.userId === user.id) || ('id' in data && data.id === user.id)
		);
		const names = own.map(({ event }) => event);
		const second = names.slice(names.indexOf('session.created') + 1);
		expect(second).toEqual(['session.created', 'session.revoked']);
	});

	test('pages follow each other, both ways', async () => {
		const { organization, membership } = await someMembership();
		const management = workos().userManagement;
		for (const roleSlug of ['admin', 'member', 'admin']) {
			await management.updateOrganizationMembership(membership.id, { roleSlug });
		}
		const of = { events: memberships, organizationId: organization.id };
		const all = (await list(of)).data.map(({ id }) => id);
		expect(all).toHaveLength(4);
		const first = await list({ ...of, limit: 3 });
		expect(first.data.map(({ id }) => id)).toEqual(all.slice(0, 3));
		expect(first.listMetadata.after).toBe(all[2]);
		const second = await list({ ...of, limit: 3, after: all[2] });
		expect(second.data.map(({ id }) => id)).toEqual(all.slice(3));
		expect(second.listMetadata.after).toBeNull();
		const backwards = await list({ ...of, order: 'desc' });
		expect(backwards.data.map(({ id }) => id)).toEqual(all.toReversed());
	});

	test('a range leaves out what came before and after', async () => {
		const { organization, membership } = await someMembership();
		const of = { events: memberships, organizationId: organization.id };
		const [{ createdAt: at } = { createdAt: '' }] = (await list(of)).data;
		const later = new Date(Date.parse(at) + 1).toISOString();
		const before = new Date(Date.parse(at) - 1).toISOString();
		expect((await list({ ...of, rangeStart: before, rangeEnd: later })).data).toHaveLength(1);
		expect((await list({ ...of, rangeEnd: before })).data).toEqual([]);
		await workos().userManagement.deleteOrganizationMembership(membership.id);
		const rest = await list({ ...of, rangeStart: later });
		expect(rest.data.every(({ createdAt }) => createdAt >= later)).toBe(true);
	});

	test('names are needed, and a place or a time to begin, not both', async () => {
		const refused = { status: 422 };
		await expect(list({ events: [] })).rejects.toMatchObject(refused);
		await expect(list({ events: ['user.dreamt' as never] })).rejects.toMatchObject(refused);
		await expect(list({ events: people, rangeStart: 'yesterday' })).rejects.toMatchObject(refused);
		await expect(list({ events: people, limit: 101 })).rejects.toMatchObject(refused);
		await someMembership();
		const [event] = (await list({ events: people, limit: 1 })).data;
		const both = { events: people, after: event?.id, rangeStart: '2026-01-05T09:00:00Z' };
		await expect(list(both)).rejects.toMatchObject(refused);
	});
}
