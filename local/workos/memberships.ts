import { onlyKnown, requiredText, text, texts } from './body.ts';
import { laterThan, timestamp } from './environment.ts';
import type { Environment } from './environment.ts';
import { newId } from './ids.ts';
import { list, paging } from './list.ts';
import { requireOrganization } from './organizations.ts';
import { coded, invalidParameters, notFound } from './refusals.ts';
import { requireRoles } from './roles.ts';
import type { Route } from './router.ts';
import type { Membership } from './rows.ts';
import { endSessions } from './sessions.ts';
import { presentUser, requireUser } from './users.ts';

const statuses = ['active', 'inactive', 'pending'];

/** Where a person may go: active memberships only. */
export function activeMemberships({ store }: Environment, userId: string): Membership[] {
	return store.memberships.filter((row) => row.user_id === userId && row.status === 'active');
}

/** The membership of this person in this organization, whatever its status. */
export function membershipIn(
	{ store }: Environment,
	organizationId: string,
	userId: string
): Membership | undefined {
	return store.memberships.find(
		(row) => row.organization_id === organizationId && row.user_id === userId
	);
}

export function addMembership(
	{ store, now }: Environment,
	membership: Omit<Membership, 'id' | 'created_at' | 'updated_at'>
): Membership {
	const at = timestamp(now());
	return store.memberships.put({
		id: newId('om', now()),
		...membership,
		created_at: at,
		updated_at: at
	});
}

export function removeMemberships(
	{ store }: Environment,
	matches: (membership: Membership) => boolean
): void {
	for (const membership of store.memberships.filter(matches))
		store.memberships.remove(membership.id);
}

export function requireMembership({ store }: Environment, id = ''): Membership {
	const membership = store.memberships.get(id);
	if (!membership) throw notFound('Organization membership', id);
	return membership;
}

/** The roles a body asks for, by priority; `undefined` where it does not ask. */
function askedRoles(
	environment: Environment,
	organizationId: string,
	body: Record<string, unknown>
): string[] | undefined {
	const one = text(body, 'role_slug');
	const several = texts(body, 'role_slugs');
	if (one !== undefined && several) {
		throw invalidParameters('role_slug and role_slugs exclude each other.');
	}
	const slugs = one === undefined ? several : [one];
	return slugs && requireRoles(environment, slugs, organizationId).map((role) => role.slug);
}

/** A membership as events tell of one: without its person, and without the organization's name. */
export function describeMembership(environment: Environment, membership: Membership) {
	const { organization_id, role_slugs } = membership;
	const roles = requireRoles(environment, role_slugs, organization_id).map(({ slug }) => ({
		slug
	}));
	return {
		object: 'organization_membership',
		id: membership.id,
		user_id: membership.user_id,
		organization_id: membership.organization_id,
		status: membership.status,
		directory_managed: membership.directory_managed ?? false,
		custom_attributes: {},
		role: roles[0],
		roles,
		created_at: membership.created_at,
		updated_at: membership.updated_at
	};
}

function present(environment: Environment, membership: Membership) {
	const { organization_id, user_id } = membership;
	return {
		...describeMembership(environment, membership),
		organization_name: requireOrganization(environment, organization_id).name,
		user: presentUser(requireUser(environment, user_id))
	};
}

export function changeMembership(
	environment: Environment,
	row: Membership,
	changes: Partial<Membership>
) {
	const updated_at = laterThan(row.updated_at, environment.now());
	return environment.store.memberships.put({ ...row, ...changes, updated_at });
}

function create(environment: Environment, body: Record<string, unknown>): Membership {
	const organization_id = requiredText(body, 'organization_id');
	const user_id = requiredText(body, 'user_id');
	const role_slugs = askedRoles(environment, organization_id, body) ?? ['member'];
	requireOrganization(environment, organization_id);
	requireUser(environment, user_id);
	const existing = membershipIn(environment, organization_id, user_id);
	if (existing?.status === 'pending') {
		throw coded(
			400,
			'cannot_reactivate_pending_organization_membership',
			'A pending organization membership cannot be reactivated.'
		);
	}
	if (existing?.status === 'active') {
		throw coded(
			400,
			'organization_membership_already_exists',
			'The user is already a member of the organization.'
		);
	}
	if (existing) return changeMembership(environment, existing, { status: 'active', role_slugs });
	return addMembership(environment, { organization_id, user_id, status: 'active', role_slugs });
}

export function membershipRoutes(environment: Environment): Route[] {
	const { store } = environment;
	return [
		{
			method: 'POST',
			path: '/user_management/organization_memberships',
			access: 'key',
			answer({ body }) {
				onlyKnown(Object.keys(body), 'organization_id', 'user_id', 'role_slug', 'role_slugs');
				return { status: 201, json: present(environment, create(environment, body)) };
			}
		},
		{
			method: 'GET',
			path: '/user_management/organization_memberships',
			access: 'key',
			answer({ query }) {
				onlyKnown(query.keys(), 'organization_id', 'user_id', 'statuses', ...paging);
				const organization = query.get('organization_id');
				const user = query.get('user_id');
				if (!organization && !user) {
					throw coded(
						400,
						'missing_user_id_or_organization_id',
						'At least one of user_id and organization_id is required.'
					);
				}
				if (organization) requireOrganization(environment, organization);
				if (user) requireUser(environment, user);
				const wanted = query.get('statuses')?.split(',') ?? ['active'];
				const unknown = wanted.filter((status) => !statuses.includes(status));
				if (unknown.length) throw invalidParameters(`Unknown statuses: ${unknown.join(', ')}.`);
				const rows = store.memberships.filter(
					(row) =>
						(!organization || row.organization_id === organization) &&
						(!user || row.user_id === user) &&
						wanted.includes(row.status)
				);
				return list(rows, query, (row) => present(environment, row));
			}
		},
		{
			method: 'GET',
			path: '/user_management/organization_memberships/:id',
			access: 'key',
			answer: ({ params }) => ({
				status: 200,
				json: present(environment, requireMembership(environment, params.id))
			})
		},
		{
			method: 'PUT',
			path: '/user_management/organization_memberships/:id',
			access: 'key',
			answer({ params, body }) {
				onlyKnown(Object.keys(body), 'role_slug', 'role_slugs');
				const membership = requireMembership(environment, params.id);
				const role_slugs = askedRoles(environment, membership.organization_id, body);
				const changed = role_slugs
					? changeMembership(environment, membership, { role_slugs })
					: membership;
				return { status: 200, json: present(environment, changed) };
			}
		},
		{
			method: 'DELETE',
			path: '/user_management/organization_memberships/:id',
			access: 'key',
			answer({ params }) {
				const { id } = requireMembership(environment, params.id);
				removeMemberships(environment, (row) => row.id === id);
				return { status: 200 };
			}
		},
		{
			method: 'PUT',
			path: '/user_management/organization_memberships/:id/deactivate',
			access: 'key',
			answer({ params }) {
				const membership = requireMembership(environment, params.id);
				if (membership.status === 'pending') {
					throw coded(
						400,
						'cannot_deactivate_pending_organization_membership',
						'A pending organization membership cannot be deactivated.'
					);
				}
				if (membership.status === 'inactive') {
					return { status: 200, json: present(environment, membership) };
				}
				endSessions(
					environment,
					(session) =>
						session.user_id === membership.user_id &&
						session.organization_id === membership.organization_id
				);
				const changed = changeMembership(environment, membership, { status: 'inactive' });
				return { status: 200, json: present(environment, changed) };
			}
		},
		{
			method: 'PUT',
			path: '/user_management/organization_memberships/:id/reactivate',
			access: 'key',
			answer({ params }) {
				const membership = requireMembership(environment, params.id);
				if (membership.status === 'pending') {
					throw coded(
						400,
						'cannot_reactivate_pending_organization_membership',
						'A pending organization membership cannot be reactivated.'
					);
				}
				const changed =
					membership.status === 'active'
						? membership
						: changeMembership(environment, membership, { status: 'active' });
				return { status: 200, json: present(environment, changed) };
			}
		}
	];
}
