import { nullableText, onlyKnown, requiredText, text } from './body.ts';
import { timestamp } from './environment.ts';
import type { Environment } from './environment.ts';
import { newId } from './ids.ts';
import { requireOrganization } from './organizations.ts';
import { coded, invalidParameters } from './refusals.ts';
import type { Route } from './router.ts';
import type { Role } from './rows.ts';

/** Roles of the environment and of this organization by priority, the highest first. */
export function rolesByPriority({ store }: Environment, organizationId?: string): Role[] {
	return store.roles
		.filter(({ organization_id }) => !organization_id || organization_id === organizationId)
		.sort((a, b) => a.rank - b.rank);
}

/** These roles in order of priority; one that does not exist there is refused as WorkOS does. */
export function requireRoles(
	environment: Environment,
	slugs: string[],
	organizationId: string
): Role[] {
	const all = rolesByPriority(environment, organizationId);
	const unknown = slugs.find((slug) => !all.some((role) => role.slug === slug));
	if (unknown !== undefined || !slugs.length) {
		throw coded(422, 'invalid_role', `The role '${unknown ?? ''}' does not exist.`);
	}
	return all.filter((role) => slugs.includes(role.slug));
}

export function addRole(
	environment: Environment,
	role: Pick<Role, 'slug' | 'name'> & Partial<Role>
): Role {
	const { store, now } = environment;
	const at = timestamp(now());
	const ranks = store.roles.filter(() => true).map(({ rank }) => rank);
	return store.roles.put({
		id: newId('role', now()),
		description: null,
		permissions: [],
		rank: Math.max(-1, ...ranks) + 1,
		created_at: at,
		updated_at: at,
		...role
	});
}

export function presentRole(role: Role) {
	return {
		object: 'role',
		id: role.id,
		slug: role.slug,
		name: role.name,
		description: role.description,
		type: role.organization_id ? 'OrganizationRole' : 'EnvironmentRole',
		resource_type_slug: 'organization',
		permissions: role.permissions,
		created_at: role.created_at,
		updated_at: role.updated_at
	};
}

export function roleRoutes(environment: Environment): Route[] {
	const { store } = environment;
	const everyRole = (organizationId?: string) => ({
		status: 200,
		json: { object: 'list', data: rolesByPriority(environment, organizationId).map(presentRole) }
	});
	return [
		{
			method: 'POST',
			path: '/authorization/roles',
			access: 'key',
			answer({ body }) {
				onlyKnown(Object.keys(body), 'slug', 'name', 'description');
				const slug = requiredText(body, 'slug');
				const name = requiredText(body, 'name');
				const description = nullableText(body, 'description') ?? null;
				if (!/^[a-z0-9][a-z0-9_-]{0,47}$/.test(slug)) {
					throw invalidParameters(
						'slug must be lowercase letters, digits, hyphens or underscores.'
					);
				}
				if (store.roles.find((role) => role.slug === slug)) {
					throw coded(409, 'role_slug_conflict', `A role with the slug '${slug}' exists.`);
				}
				return {
					status: 201,
					json: presentRole(addRole(environment, { slug, name, description }))
				};
			}
		},
		{ method: 'GET', path: '/authorization/roles', access: 'key', answer: () => everyRole() },
		{
			method: 'POST',
			path: '/authorization/organizations/:id/roles',
			access: 'key',
			answer({ params, body }) {
				onlyKnown(Object.keys(body), 'slug', 'name', 'description');
				const organization = requireOrganization(environment, params.id);
				const name = requiredText(body, 'name');
				const slug =
					text(body, 'slug') ?? `org-${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`;
				if (!/^org-[a-z0-9_-]{1,44}$/.test(slug)) {
					throw invalidParameters('slug must begin with org- and be lowercase.');
				}
				if (rolesByPriority(environment, organization.id).some((role) => role.slug === slug)) {
					const message = `A role with the slug '${slug}' exists in the organization.`;
					throw coded(409, 'organization_role_slug_conflict', message);
				}
				const role = addRole(environment, {
					slug,
					name,
					description: nullableText(body, 'description') ?? null,
					organization_id: organization.id
				});
				return { status: 201, json: presentRole(role) };
			}
		},
		{
			method: 'GET',
			path: '/authorization/organizations/:id/roles',
			access: 'key',
			answer({ params }) {
				return everyRole(requireOrganization(environment, params.id).id);
			}
		}
	];
}
