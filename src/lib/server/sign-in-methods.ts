import type { PortalIntent } from '$lib/portal';
import type { RequestEvent } from '@sveltejs/kit';
import type { Organization } from '@workos-inc/node';
import { asAct } from './acts';
import { asRecentAdmin } from './fence';
import { inTime } from './in-time';
import { refusedBy } from './limits';
import { inOrganization, requireAdmin } from './organization';
import { report } from './outage';
import { noteConnected } from './service';
import { getOrganization, listConnections, listDirectories, portalLink } from './workos';
import { refusals, type Refusal } from './write';

/** How far something got, in words that one place of ours gives a colour. */
export type MethodState = 'active' | 'waiting' | 'inactive';

export interface Method {
	id: string;
	name: string;
	state: MethodState;
}

/** How people of an organization sign in beside what everybody has, as WorkOS knows it. */
export type SignInMethods = Record<PortalIntent, Method[]>;

const states: Record<string, MethodState> = {
	active: 'active',
	verified: 'active',
	legacy_verified: 'active',
	draft: 'waiting',
	requires_type: 'waiting',
	validating: 'waiting',
	pending: 'waiting'
};

const method = (id: string, name: string, state: string): Method => ({
	...{ id, name },
	state: states[state] ?? 'inactive'
});

/**
 * What is set up in the caller's organization.
 *
 * @throws HTTP 403 for who is no admin; Outage when WorkOS does not answer
 */
export async function readSignInMethods(): Promise<SignInMethods> {
	await requireAdmin();
	const { id } = inOrganization();
	const [organization, connections, directories] = await Promise.all([
		getOrganization(id),
		listConnections(id),
		listDirectories(id)
	]);
	await noteWhatIsMissed(connections);
	return {
		sso: connections.map((connection) => method(connection.id, connection.name, connection.state)),
		dsync: directories.map((directory) => method(directory.id, directory.name, directory.state)),
		domain_verification: organization ? domainsOf(organization) : []
	};
}

/** How long a page waits for domains alone, in milliseconds: it has more to show. */
const patience = 3_000;

/** The domains of the caller's organization. Null when WorkOS is away, or takes its time. */
export async function readDomains(event: RequestEvent): Promise<Method[] | null> {
	await requireAdmin();
	const asked = getOrganization(inOrganization().id).catch((reason) => {
		report(reason, event);
		return null;
	});
	const organization = await inTime(asked, patience, () => null);
	return organization && domainsOf(organization);
}

const domainsOf = ({ domains }: Organization): Method[] =>
	domains.map(({ id, domain, state }) => method(id, domain, state));

/** A link that opens WorkOS' Admin Portal for the caller's organization, made for this one click. */
export async function openPortal(
	intent: PortalIntent,
	returnUrl: string
): Promise<{ refused?: undefined; link: string } | Refusal> {
	const actor = await asRecentAdmin();
	if (actor.refused) return actor;
	const { userId, organizationId: org_id } = actor;
	const tooMany = await refusedBy('portal', userId, 'You have opened this many times.');
	if (tooMany) return tooMany;
	const link = await asAct(
		actor,
		{ org_id, resource: 'sign_in_methods', resource_id: intent, kind: 'opened' },
		() => portalLink(org_id, intent, returnUrl),
		(made) => made && {}
	);
	return link === null ? refusals.gone : { link };
}

/**
 * The first steps ask for a connection, of which the mirror hears by an event: unless it was set up
 * before there was a mirror, or the event never came.
 */
async function noteWhatIsMissed(connections: { state: string }[]): Promise<void> {
	const { supabase, id } = inOrganization();
	if (!connections.some(({ state }) => state === 'active')) return;
	const { data } = await supabase
		.from('organizations')
		.select('sign_in_connected_at')
		.eq('id', id)
		.maybeSingle()
		.throwOnError();
	if (data && !data.sign_in_connected_at) await noteConnected(id);
}
