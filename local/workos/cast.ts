import { joinedAt, memberships, organizations, people } from '../../tests/world.ts';
import type { Environment } from './environment.ts';
import { addRole } from './roles.ts';
import type { User } from './rows.ts';
import { addUser } from './users.ts';

const times = { created_at: joinedAt, updated_at: joinedAt };

/** Makes the roles, people and organizations of the demo, in an environment that has none yet. */
export function seed(environment: Environment): void {
	const { store } = environment;
	if (store.roles.find(() => true)) return;
	addRole(environment, { id: 'role_01J0000000000000000000ADM1N', slug: 'admin', name: 'Admin' });
	addRole(environment, { id: 'role_01J000000000000000000MEMBER', slug: 'member', name: 'Member' });
	for (const { id, name } of Object.values(organizations)) {
		store.organizations.put({ id, name, external_id: null, metadata: {}, ...times });
		// They are past their first day, on which this is one of the steps.
		store.connections.put({
			id: id.replace('org', 'conn'),
			organization_id: id,
			name,
			connection_type: 'OktaSAML',
			state: 'active',
			...times
		});
	}
	for (const { id, email, firstName, lastName } of Object.values(people)) {
		const name = { first_name: firstName, last_name: lastName };
		addUser(environment, { id, email, ...name, email_verified: true, ...times });
	}
	for (const { id, person, organization, role } of memberships) {
		store.memberships.put({
			id,
			user_id: people[person].id,
			organization_id: organizations[organization].id,
			status: 'active',
			role_slugs: [role],
			...times
		});
	}
}

/** The people one can pick without typing: the cast, not the hundreds that tests make. */
export function cast({ store }: Environment): User[] {
	return Object.values(people).flatMap(({ id }) => store.users.get(id) ?? []);
}
