import { readList } from '$lib/server/list';
import { readDefaults } from '$lib/server/list-defaults';
import { roleNames } from '$lib/server/role-names';
import { memberTable } from '../member-table';
import { memberRows } from './member-rows.server';

export async function load({ url, parent }) {
	const [list, roles] = await Promise.all([
		readList(memberTable, {
			url,
			saved: readDefaults(memberTable),
			calendar: parent,
			rows: memberRows
		}),
		roleNames()
	]);
	return { title: 'Members', list, roles };
}
