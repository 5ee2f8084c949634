import { nullableText, onlyKnown, requiredText } from './body.ts';
import { timestamp } from './environment.ts';
import type { Environment } from './environment.ts';
import { newId } from './ids.ts';
import { requireOrganization } from './organizations.ts';
import { coded, invalidParameters } from './refusals.ts';
import type { Route } from './router.ts';
import type { Role } from './rows.ts';

/** Roles by priority, the highest first. */
export function rolesByPriority({ store }: Environment): Role[] {
	return store.roles.filter(() => true).sort((a, b) => a.rank - b.rank);
}

/** These roles in order of priority; one that does not exist is refused as WorkOS does. */
export function requireRoles(environment: Environment, slugs: string[]): Role[] {
	const all = rolesByPriority(environment);
	const unknown = slugs.find((slug) => !all.some((role) => role.slug === slug));
	if (unknown !== undefined || !slugs.length) {
		throw coded(422, 'invalid_role', `The role '${unknown ?? ''}' does not exist.`);
	}
	return all.filter((role) => slugs.includes(role.slug));
}

export function addRole(environment: Environment, slug: string, name: string, id?: string): Role {
	const { store, now } = environment;
	const at = timestamp(now());
	return store.roles.put({
		id: id ?? newId('role', now()),
		slug,
		name,
		description: null,
		permissions: [],
		rank: (rolesByPriority(environment).at(-1)?.rank ?? -1) + 1,
		created_at: at,
		updated_at: at
	});
}

export function presentRole(role: Role) {
	return {
		object: 'role',
		id: role.id,
		slug: role.slug,
		name: role.name,
		description: role.description,
		type: 'EnvironmentRole',
		resource_type_slug: 'organization',
		permissions: role.permissions,
		created_at: role.created_at,
		updated_at: role.updated_at
	};
}

export function roleRoutes(environment: Environment): Route[] {
	const { store } = environment;
	const everyRole = () => ({
		status: 200,
		json: { object: 'list', data: rolesByPriority(environment).map(presentRole) }
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
				const role = addRole(environment, slug, name);
				return { status: 201, json: presentRole(store.roles.put({ ...role, description })) };
			}
		},
		{ method: 'GET', path: '/authorization/roles', access: 'key', answer: everyRole },
		{
			method: 'GET',
			path: '/authorization/organizations/:id/roles',
			access: 'key',
			answer({ params }) {
				requireOrganization(environment, params.id);
				return everyRole();
			}
		}
	];
}
