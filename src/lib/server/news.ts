import type {
	Connection,
	Event,
	Organization,
	OrganizationMembership,
	SessionRevokedEvent,
	User
} from '@workos-inc/node';
import * as z from 'zod';

/** The events that the mirror follows; all others say nothing of it. */
export const followed = [
	'organization.created',
	'organization.updated',
	'organization.deleted',
	'user.created',
	'user.updated',
	'user.deleted',
	'organization_membership.created',
	'organization_membership.updated',
	'organization_membership.deleted',
	'connection.activated',
	'session.revoked'
] as const satisfies Event['event'][];

/** What is here as WorkOS has it. */
export type Kind = 'organization' | 'user' | 'membership';

/** What WorkOS says of one object, in the words of the mirror's functions. */
export interface News {
	/** Of a session only its end, of a connection only that it works. */
	kind: Kind | 'session' | 'connection';
	/** It has ended, and the object is what it was last. */
	gone: boolean;
	object: MirrorObject;
}

export type MirrorObject = ReturnType<
	| typeof organizationObject
	| typeof userObject
	| typeof membershipObject
	| typeof sessionObject
	| typeof connectionObject
>;

export function organizationObject(organization: Organization) {
	return {
		id: organization.id,
		name: organization.name,
		external_id: organization.externalId as string,
		created_at: organization.createdAt,
		updated_at: organization.updatedAt
	};
}

export function userObject(user: User) {
	return {
		id: user.id,
		email: user.email,
		first_name: user.firstName as string,
		last_name: user.lastName as string,
		picture: user.profilePictureUrl as string,
		created_at: user.createdAt,
		updated_at: user.updatedAt
	};
}

const statuses = ['active', 'inactive', 'pending'];

export function membershipObject(membership: OrganizationMembership) {
	return {
		id: membership.id,
		org_id: membership.organizationId,
		user_id: membership.userId,
		roles: rolesOf(membership),
		// What a later version of WorkOS may call it lets nobody in.
		status: statuses.includes(membership.status) ? membership.status : 'inactive',
		directory_managed: membership.directoryManaged,
		created_at: membership.createdAt,
		updated_at: membership.updatedAt
	};
}

function sessionObject(session: SessionRevokedEvent['data']) {
	return { id: session.id, user_id: session.userId, org_id: session.organizationId };
}

function connectionObject({ id, organizationId }: Connection) {
	return { id, org_id: organizationId as string };
}

/** Several roles where the environment allows them, else the one. */
export function rolesOf({ role, roles }: OrganizationMembership): string[] {
	if (roles?.length) return roles.map(({ slug }) => slug);
	// What an event carries is not always all of it.
	return role ? [role.slug] : [];
}

/** What an event says to the mirror; null when it is about nothing that the mirror holds. */
export function newsOf(event: Event): News | null {
	const gone = event.event.endsWith('.deleted');
	switch (event.event) {
		case 'organization.created':
		case 'organization.updated':
		case 'organization.deleted':
			return { kind: 'organization', gone, object: organizationObject(event.data) };
		case 'user.created':
		case 'user.updated':
		case 'user.deleted':
			return { kind: 'user', gone, object: userObject(event.data) };
		case 'organization_membership.created':
		case 'organization_membership.updated':
		case 'organization_membership.deleted':
			// Of a status that it lacks, or that nobody knows, WorkOS is asked: see isWellFormed.
			return {
				...{ kind: 'membership', gone },
				object: { ...membershipObject(event.data), status: event.data.status }
			};
		case 'connection.activated':
			return { kind: 'connection', gone, object: connectionObject(event.data) };
		case 'session.revoked':
			return { kind: 'session', gone: true, object: sessionObject(event.data) };
		default:
			return null;
	}
}

const id = (prefix: string) => z.string().startsWith(prefix);
const time = z.iso.datetime({ offset: true });
const times = { created_at: time, updated_at: time };
const text = z.string().nullish();

const forms: Record<News['kind'], z.ZodType> = {
	organization: z.object({ id: id('org_'), name: z.string(), external_id: text, ...times }),
	user: z.object({
		...{ id: id('user_'), email: z.string() },
		...{ first_name: text, last_name: text, picture: text, ...times }
	}),
	membership: z.object({
		...{ id: id('om_'), org_id: id('org_'), user_id: id('user_') },
		...{ roles: z.array(z.string()).min(1), status: z.enum(['active', 'inactive', 'pending']) },
		...times
	}),
	connection: z.object({ id: id('conn_'), org_id: id('org_') }),
	session: z.object({ id: id('session_'), user_id: id('user_'), org_id: id('org_').nullish() })
};

/** Whether the mirror can take it as it is. What it cannot must be fetched, not stop all others. */
export function isWellFormed({ kind, object }: News): boolean {
	return forms[kind].safeParse(object).success;
}
