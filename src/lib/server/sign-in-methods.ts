import { asAdmin } from './fence';
import { inOrganization, requireAdmin } from './organization';
import { Remembered } from './remembered';
import {
	getOrganization,
	listConnections,
	listDirectories,
	portalLink,
	type PortalIntent
} from './workos';
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
	remember(id, connections.length > 0);
	return {
		sso: connections.map((connection) => method(connection.id, connection.name, connection.state)),
		dsync: directories.map((directory) => method(directory.id, directory.name, directory.state)),
		domain_verification: (organization?.domains ?? []).map(({ id, domain, state }) =>
			method(id, domain, state)
		)
	};
}

/** A link that opens WorkOS' Admin Portal for the caller's organization, made for this one click. */
export async function openPortal(
	intent: PortalIntent,
	returnUrl: string
): Promise<{ refused?: undefined; link: string } | Refusal> {
	const actor = await asAdmin();
	if (actor.refused) return actor;
	const link = await portalLink(actor.organizationId, intent, returnUrl);
	return link === null ? refusals.gone : { link };
}

/** How long a page waits to hear whether there is a connection, in milliseconds: it can do without. */
const patience = 1_000;
/** How long it is remembered that there is one, and that there is none, in milliseconds. */
const life = { there: 60 * 60_000, missing: 30_000 };

const remembered = new Remembered<{ isThere: boolean; until: number }>(1_000);

/** Whether single sign-on was begun here. Null where WorkOS takes its time or is away. */
export async function hasConnection(): Promise<boolean | null> {
	const { id } = inOrganization();
	const known = remembered.get(id);
	if (known && known.until > Date.now()) return known.isThere;

	let timer: ReturnType<typeof setTimeout> | undefined;
	const late = new Promise<null>((resolve) => {
		timer = setTimeout(() => resolve(null), patience);
	});
	const asked = listConnections(id).then(
		({ length }) => length > 0,
		() => null
	);
	const isThere = await Promise.race([asked, late]).finally(() => clearTimeout(timer));
	if (isThere !== null) remember(id, isThere);
	return isThere;
}

function remember(organizationId: string, isThere: boolean): void {
	const until = Date.now() + (isThere ? life.there : life.missing);
	remembered.set(organizationId, { isThere, until });
}
