import type { Environment } from './environment.ts';
import { list, paging } from './list.ts';
import { onlyKnown } from './body.ts';
import type { Route } from './router.ts';
import type { Connection, Directory } from './rows.ts';

/** Connections and directories, as the Admin Portal makes them. */
export function signInMethodRoutes({ store }: Environment): Route[] {
	return [
		{
			method: 'GET',
			path: '/connections',
			access: 'key',
			answer({ query }) {
				onlyKnown(query.keys(), 'organization_id', ...paging);
				const of = query.get('organization_id');
				const isWanted = (row: Connection) => of === null || row.organization_id === of;
				return list(store.connections.filter(isWanted), query, presentConnection);
			}
		},
		{
			method: 'GET',
			path: '/directories',
			access: 'key',
			answer({ query }) {
				onlyKnown(query.keys(), 'organization_id', ...paging);
				const of = query.get('organization_id');
				const isWanted = (row: Directory) => of === null || row.organization_id === of;
				return list(store.directories.filter(isWanted), query, presentDirectory);
			}
		}
	];
}

/** They go with their organization. */
export function removeSignInMethods({ store }: Environment, organizationId: string): void {
	for (const table of [store.connections, store.directories, store.portalLinks]) {
		const rows = table.filter((row) => row.organization_id === organizationId);
		for (const { id } of rows) table.remove(id);
	}
}

export function presentConnection(connection: Connection) {
	return {
		object: 'connection',
		...connection,
		status: connection.state === 'active' ? 'linked' : 'unlinked',
		domains: []
	};
}

function presentDirectory(directory: Directory) {
	return { object: 'directory', ...directory, external_key: directory.id.slice(-12) };
}
