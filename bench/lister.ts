import { createClient } from '@supabase/supabase-js';
import type { Stack } from '../local/stack.ts';
import type { Database } from '../src/lib/database.types.ts';
import { placeIn, readPage, type KeysetQuery } from '../src/lib/keyset.ts';
import { filtered, type FilterQuery } from '../src/lib/server/filtered.ts';
import { readState } from '../src/lib/table/list-state.ts';
import type { Table } from '../src/lib/table/table.ts';
import { taskColumns } from '../src/routes/(signed-in)/orgs/[org=slug]/task-columns.ts';
import { taskTable } from '../src/routes/(signed-in)/orgs/[org=slug]/task-table.ts';
import { organizationId } from './sow.ts';

const definition: Table = taskTable;

/**
 * Asks for the list of tasks at an address as the app does: the same code makes the same request.
 *
 * @param narrow what a query adds that no policy narrows
 */
export function lister(
	{ env }: Stack,
	token: string,
	organization: number,
	narrow: (query: FilterQuery) => FilterQuery = (query) => query
) {
	const client = clientOf(env, token);
	return async (address: string) => {
		const params = new URLSearchParams(address);
		const state = readState(taskTable, params);
		const column = definition.columns.find(({ id }) => id === state.order.id)!.sort!;
		const order = {
			column: column.column,
			kind: column.kind,
			ascending: state.order.ascending,
			nullable: column.nullable ?? false
		};
		const rows = () => {
			const found = state.q
				? client
						.rpc('search_tasks', { query: state.q, in_state: 'active' }, { get: true })
						.select(taskColumns)
				: client.from('tasks').select(taskColumns).eq('org_id', organizationId(organization));
			const here = narrow(found.eq('state', 'active') as FilterQuery) as typeof found;
			return filtered(here, taskTable, state, {
				today: new Date().toISOString().slice(0, 10),
				zone: 'UTC'
			});
		};
		return readPage(
			rows as () => KeysetQuery,
			(query) => (query as ReturnType<typeof rows>).throwOnError(),
			order,
			placeIn(params, order),
			state.size
		);
	};
}

/** A client of the Data API that speaks with a token. */
export function clientOf(env: Stack['env'], token: string) {
	return createClient<Database>(env.PUBLIC_SUPABASE_URL, env.PUBLIC_SUPABASE_PUBLISHABLE_KEY, {
		accessToken: () => Promise.resolve(token),
		db: { retry: false }
	});
}
