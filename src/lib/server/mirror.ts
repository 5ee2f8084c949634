import type { Organization, OrganizationMembership, User } from '@workos-inc/node';
import type { WorkosUser } from './authenticate';
import { membershipObject, organizationObject, rolesOf, userObject, type News } from './news';
import { markDirectory, membershipGone, organizationGone, put, userGone } from './service';
import type { Supabase } from './supabase';
import { getMembership, getOrganization, getUser, listMemberships } from './workos';

/** Writes down what WorkOS said of an organization. */
export function putOrganization(organization: Organization): Promise<string> {
	return put('organization', { ...organizationObject(organization), refetched: true });
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

/** Writes down what WorkOS said of a person, in the words of its SDK. */
export function putPerson(user: User): Promise<string> {
	return put('user', { ...userObject(user), refetched: true });
}

/** Writes down what WorkOS said of a membership. */
export async function putMembership(membership: OrganizationMembership): Promise<string> {
	const { directory_managed, ...object } = membershipObject(membership);
	const answer = await put('membership', { ...object, refetched: true });
	if (answer === 'applied' || answer === 'unchanged') {
		await markDirectory(membership.id, directory_managed);
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

/**
 * Asks WorkOS for one object until the mirror says the same: another one who asked earlier may
 * write down later what they heard.
 *
 * @returns what became of it here: `applied`, `ended`, or another answer of put when it was right
 */
export async function settle(news: Omit<News, 'gone'>): Promise<string> {
	let first: string | undefined;
	for (let attempt = 0; attempt < 5; attempt++) {
		const outcome = await fetchAndPut(news);
		first ??= outcome;
		if (outcome !== 'applied') break;
	}
	return first ?? 'unchanged';
}

/** Whether the database will not take something as it is, however often it is asked. */
export function isRefused(reason: unknown): boolean {
	return /^2[23]/.test((reason as { code?: string }).code ?? '');
}

async function fetchAndPut({ kind, object }: Omit<News, 'gone'>): Promise<string> {
	const { id } = object;
	// Nothing more is to be had of it.
	if (kind === 'session' || kind === 'connection') return 'unchanged';
	if (kind === 'organization') {
		const organization = await getOrganization(id);
		if (organization) return putOrganization(organization);
		await organizationGone(id);
	} else if (kind === 'user') {
		const user = await getUser(id);
		if (user) return putPerson(user);
		await userGone(id);
	} else {
		const membership = await getMembership(id);
		if (membership) return putMembership(membership);
		const { org_id, user_id } = object as { org_id?: string; user_id?: string };
		// Of one that nobody says more of, a comparison of everything finds out what it was.
		if (!org_id || !user_id) return 'unchanged';
		await membershipGone({ id, org_id, user_id });
	}
	return 'ended';
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
