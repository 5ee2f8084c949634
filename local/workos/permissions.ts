import { nullableText, onlyKnown, requiredText, texts } from './body.ts';
import { laterThan, timestamp } from './environment.ts';
import type { Environment } from './environment.ts';
import { newId } from './ids.ts';
import { coded, invalidParameters, notFound } from './refusals.ts';
import { presentRole } from './roles.ts';
import type { Route } from './router.ts';

/** What makes a role's tokens larger: each permission of it is a word in the token. */
export function permissionRoutes({ store, now }: Environment): Route[] {
	return [
		{
			method: 'POST',
			path: '/authorization/permissions',
			access: 'key',
			answer({ body }) {
				onlyKnown(Object.keys(body), 'slug', 'name', 'description');
				const slug = requiredText(body, 'slug');
				if (!/^[a-z0-9_:.*-]{1,48}$/.test(slug)) throw invalidParameters('slug is not valid.');
				if (store.permissions.find((permission) => permission.slug === slug)) {
					throw coded(409, 'permission_slug_conflict', `The permission '${slug}' exists.`);
				}
				const at = timestamp(now());
				const permission = store.permissions.put({
					id: newId('perm', now()),
					slug,
					name: requiredText(body, 'name'),
					description: nullableText(body, 'description') ?? null,
					created_at: at,
					updated_at: at
				});
				const kind = { object: 'permission', system: false, resource_type_slug: 'organization' };
				return { status: 201, json: { ...permission, ...kind } };
			}
		},
		{
			method: 'PUT',
			path: '/authorization/roles/:slug/permissions',
			access: 'key',
			answer({ params, body }) {
				onlyKnown(Object.keys(body), 'permissions');
				const role = store.roles.find(
					({ slug, organization_id }) => slug === params.slug && !organization_id
				);
				if (!role) throw notFound('Role', params.slug ?? '');
				const permissions = texts(body, 'permissions') ?? [];
				const known = new Set(store.permissions.filter(() => true).map(({ slug }) => slug));
				const unknown = permissions.find((slug) => !known.has(slug));
				if (unknown !== undefined) throw notFound('Permission', unknown);
				const updated_at = laterThan(role.updated_at, now());
				const changed = store.roles.put({ ...role, permissions, updated_at });
				return { status: 200, json: presentRole(changed) };
			}
		}
	];
}
