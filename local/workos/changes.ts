import type { Environment } from './environment.ts';
import { describeInvitation } from './invitations.ts';
import { describeMembership } from './memberships.ts';
import { describeOrganization } from './organizations.ts';
import { presentSession } from './sessions.ts';
import { presentConnection } from './sign-in-methods.ts';
import type { Table } from './store.ts';
import { presentUser } from './users.ts';

interface Changing {
	id: string;
	updated_at: string;
}

/** From now on every change of what WorkOS tells of appends an event. */
export function recordChanges(environment: Environment): void {
	const { store, events } = environment;
	record(store.organizations, 'organization', describeOrganization, ({ id }) => id);
	record(store.users, 'user', presentUser, () => null);
	record(
		store.memberships,
		'organization_membership',
		(membership) => describeMembership(environment, membership),
		({ organization_id }) => organization_id,
		// Whether WorkOS tells of each membership that ends with its organization or person is not
		// documented. Here it does not, so that an app that waits for it shows.
		({ organization_id, user_id }) =>
			Boolean(store.organizations.get(organization_id) && store.users.get(user_id))
	);
	record(
		store.roles,
		({ organization_id }) => (organization_id ? 'organization_role' : 'role'),
		({ organization_id, slug, name, description, permissions, created_at, updated_at }) => ({
			...(organization_id
				? { object: 'organization_role', organization_id, name, description }
				: { object: 'role' }),
			...{ slug, resource_type_slug: 'organization', permissions, created_at, updated_at }
		}),
		({ organization_id }) => organization_id ?? null
	);
	record(
		store.permissions,
		'permission',
		(permission) => ({ object: 'permission', system: false, ...permission }),
		() => null
	);
	store.invitations.watch((before, after) => {
		if (!after) return;
		const verb = !before
			? 'created'
			: after.accepted_at
				? 'accepted'
				: after.revoked_at
					? 'revoked'
					: 'resent';
		const data = describeInvitation(environment, after);
		events.append(`invitation.${verb}`, data, after.organization_id);
	});
	store.connections.watch((before, after) => {
		if (after) {
			const data = { ...presentConnection(after), external_key: after.id };
			events.append('connection.activated', data, after.organization_id);
		} else if (before) {
			const data = { object: 'connection', ...before };
			events.append('connection.deleted', data, before.organization_id);
		}
	});
	store.sessions.watch((before, after) => {
		if (!after || before?.ended_at) return;
		const name = after.ended_at ? 'session.revoked' : before ? null : 'session.created';
		if (name) events.append(name, presentSession(after), after.organization_id);
	});

	function record<Row extends Changing>(
		table: Table<Row>,
		kind: string | ((row: Row) => string),
		present: (row: Row) => object,
		organizationOf: (row: Row) => string | null,
		tellsOfEnd: (row: Row) => boolean = () => true
	): void {
		const kindOf = (row: Row) => (typeof kind === 'string' ? kind : kind(row));
		table.watch((before, after) => {
			const tell = (verb: string, row: Row) =>
				events.append(`${kindOf(row)}.${verb}`, present(row), organizationOf(row));
			if (!before && after) tell('created', after);
			// A sign-in stamps the user, which WorkOS does not count as a change.
			else if (before && after && before.updated_at !== after.updated_at) tell('updated', after);
			else if (before && !after && tellsOfEnd(before)) tell('deleted', before);
		});
	}
}
