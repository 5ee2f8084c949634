import { externalId, mergeMetadata, onlyKnown, requiredText, text } from './body.ts';
import { laterThan, timestamp } from './environment.ts';
import type { Environment } from './environment.ts';
import { newId } from './ids.ts';
import { removeInvitations } from './invitations.ts';
import { list, paging } from './list.ts';
import { removeMemberships } from './memberships.ts';
import { Refusal, coded, invalidParameters, notFound } from './refusals.ts';
import type { Route } from './router.ts';
import { removeSignInMethods } from './sign-in-methods.ts';
import type { Organization, OrganizationDomain } from './rows.ts';

const settable = ['name', 'external_id', 'metadata', 'domain_data'];

export function requireOrganization({ store }: Environment, id = ''): Organization {
	const organization = store.organizations.get(id);
	if (!organization) throw notFound('Organization', id);
	return organization;
}

function present(organization: Organization) {
	return { ...describeOrganization(organization), allow_profiles_outside_organization: false };
}

/** An organization as events tell of one. */
export function describeOrganization(organization: Organization) {
	return {
		object: 'organization',
		id: organization.id,
		name: organization.name,
		domains: (organization.domains ?? []).map((domain) => describeDomain(organization, domain)),
		external_id: organization.external_id,
		metadata: organization.metadata,
		created_at: organization.created_at,
		updated_at: organization.updated_at
	};
}

function describeDomain(organization: Organization, { id, domain, state }: OrganizationDomain) {
	return {
		object: 'organization_domain',
		...{ id, organization_id: organization.id, domain, state },
		verification_strategy: 'dns',
		created_at: organization.created_at,
		updated_at: organization.updated_at
	};
}

function requireFreeExternalId(
	{ store }: Environment,
	id: string | null | undefined,
	own = ''
): void {
	if (id && store.organizations.find((row) => row.external_id === id && row.id !== own)) {
		throw coded(400, 'external_id_already_used', 'The external_id is already in use.');
	}
}

/** The domains that a request gives an organization; those it had where it mentions none. */
function domainsFrom(
	{ store, now }: Environment,
	body: Record<string, unknown>,
	own?: Organization
): OrganizationDomain[] {
	if (body.domain_data === undefined) return own?.domains ?? [];
	if (!Array.isArray(body.domain_data)) throw invalidParameters('domain_data must be a list.');
	return body.domain_data.map((given: Record<string, unknown>) => {
		onlyKnown(Object.keys(given), 'domain', 'state');
		const domain = requiredText(given, 'domain').toLowerCase();
		const state = requiredText(given, 'state');
		if (state !== 'verified' && state !== 'pending') {
			throw invalidParameters('state must be verified or pending.');
		}
		const isOther = (row: Organization) =>
			row.id !== own?.id && (row.domains ?? []).some((known) => known.domain === domain);
		if (store.organizations.find(isOther)) {
			const message = `An Organization with the domain ${domain} already exists.`;
			throw new Refusal(409, { message });
		}
		const known = own?.domains?.find((before) => before.domain === domain);
		return { id: known?.id ?? newId('org_domain', now()), domain, state };
	});
}

export function organizationRoutes(environment: Environment): Route[] {
	const { store, now } = environment;
	return [
		{
			method: 'POST',
			path: '/organizations',
			access: 'key',
			answer({ body }) {
				onlyKnown(Object.keys(body), ...settable);
				const name = requiredText(body, 'name');
				const external_id = externalId(body) ?? null;
				requireFreeExternalId(environment, external_id);
				const at = timestamp(now());
				const organization = store.organizations.put({
					id: newId('org', now()),
					name,
					external_id,
					metadata: mergeMetadata({}, body),
					domains: domainsFrom(environment, body),
					created_at: at,
					updated_at: at
				});
				return { status: 201, json: present(organization) };
			}
		},
		{
			method: 'GET',
			path: '/organizations',
			access: 'key',
			answer({ query }) {
				onlyKnown(query.keys(), ...paging);
				return list(
					store.organizations.filter(() => true),
					query,
					present
				);
			}
		},
		{
			method: 'GET',
			path: '/organizations/external_id/:id',
			access: 'key',
			answer({ params }) {
				const id = params.id ?? '';
				const organization = store.organizations.find((row) => row.external_id === id);
				if (!organization) throw notFound('Organization', id);
				return { status: 200, json: present(organization) };
			}
		},
		{
			method: 'GET',
			path: '/organizations/:id',
			access: 'key',
			answer: ({ params }) => ({
				status: 200,
				json: present(requireOrganization(environment, params.id))
			})
		},
		{
			method: 'PUT',
			path: '/organizations/:id',
			access: 'key',
			answer({ params, body }) {
				onlyKnown(Object.keys(body), ...settable);
				const organization = requireOrganization(environment, params.id);
				const name = text(body, 'name')?.trim();
				if (name === '') throw invalidParameters('name must not be empty.');
				const external_id = externalId(body);
				requireFreeExternalId(environment, external_id, organization.id);
				const changed = store.organizations.put({
					...organization,
					name: name ?? organization.name,
					external_id: external_id === undefined ? organization.external_id : external_id,
					metadata: mergeMetadata(organization.metadata, body),
					domains: domainsFrom(environment, body, organization),
					updated_at: laterThan(organization.updated_at, now())
				});
				return { status: 200, json: present(changed) };
			}
		},
		{
			method: 'DELETE',
			path: '/organizations/:id',
			access: 'key',
			answer({ params }) {
				const organization = requireOrganization(environment, params.id);
				removeInvitations(environment, (row) => row.organization_id === organization.id);
				removeSignInMethods(environment, organization.id);
				store.organizations.remove(organization.id);
				removeMemberships(environment, (row) => row.organization_id === organization.id);
				return { status: 202 };
			}
		}
	];
}
