import type { Organization, OrganizationMembership } from '@workos-inc/node';
import type { WorkosUser } from './authenticate';
import { markDirectory, membershipGone, put } from './service';
import type { Supabase } from './supabase';
import { getMembership, getOrganization, listMemberships } from './workos';

/** Writes down what WorkOS said of an organization. */
export function putOrganization(organization: Organization): Promise<string> {
	return put('organization', {
		id: organization.id,
		name: organization.name,
		created_at: organization.createdAt,
		updated_at: organization.updatedAt,
		refetched: true
	});
}

/** Writes down what WorkOS said of a person at their sign-in. */
export function putUser(user: WorkosUser): Promise<string> {
	return put('user', {
		id: user.id,
		email: user.email,
		first_name: user.first_name as string,
		last_name: user.last_name as string,
		picture: user.profile_picture_url as string,
		created_at: user.created_at,
		updated_at: user.updated_at,
		refetched: true
	});
}

/** Writes down what WorkOS said of a membership. */
export async function putMembership(membership: OrganizationMembership): Promise<string> {
	const answer = await put('membership', {
		id: membership.id,
		org_id: membership.organizationId,
		user_id: membership.userId,
		roles: rolesOf(membership),
		status: membership.status,
		created_at: membership.createdAt,
		updated_at: membership.updatedAt,
		refetched: true
	});
	if (answer === 'applied' || answer === 'unchanged') {
		await markDirectory(membership.id, membership.directoryManaged);
	}
	return answer;
}

/** Writes down that WorkOS has this membership no more. */
export function putMembershipGone(membership: {
	id: string;
	organizationId: string;
	userId: string;
}): Promise<void> {
	const { id, organizationId: org_id, userId: user_id } = membership;
	return membershipGone({ id, org_id, user_id });
}

/** Several roles where the environment allows them, else the one. */
export function rolesOf({ role, roles }: OrganizationMembership): string[] {
	return roles?.length ? roles.map(({ slug }) => slug) : [role.slug];
}

/**
 * Makes one person's memberships here equal to WorkOS'. For sign-in, for an address that is not
 * known, and for a token that says something else than the mirror.
 *
 * @param supabase speaks as that person: what it may read says what is already right
 * @returns the slugs that were known before, by the organization's id
 */
export async function repair(supabase: Supabase, userId: string): Promise<Map<string, string>> {
	const [theirs, { data: ours }] = await Promise.all([
		listMemberships({ userId }),
		supabase
			.from('memberships')
			.select('id, org_id, roles, status, updated_at, organization:organizations(slug)')
			.eq('user_id', userId)
			.throwOnError()
	]);
	const known = new Map(ours.map((membership) => [membership.id, membership]));

	for (const membership of theirs) {
		const ourself = known.get(membership.id);
		known.delete(membership.id);

		if (!ourself?.organization?.slug) {
			const organization = await getOrganization(membership.organizationId);
			if (organization) await putOrganization(organization);
		}
		const same =
			ourself?.status === membership.status &&
			String(ourself.roles) === String(rolesOf(membership)) &&
			Date.parse(ourself.updated_at) === Date.parse(membership.updatedAt);
		if (!same) await putMembership(membership);
	}

	// Absence from a list proves nothing: only WorkOS' word on that one membership ends it.
	for (const { id, org_id } of known.values()) {
		const membership = await getMembership(id);
		if (membership) await putMembership(membership);
		else await putMembershipGone({ id, organizationId: org_id, userId });
	}

	return new Map(
		ours.flatMap(({ org_id, organization }) =>
			organization?.slug ? [[org_id, organization.slug]] : []
		)
	);
}
