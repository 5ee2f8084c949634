import { countChoices } from '$lib/server/count-choices';
import { roleNames } from '$lib/server/role-names';
import { json } from '@sveltejs/kit';
import { readCalendar } from '../../../calendar.server';
import { memberTable } from '../../member-table';
import { roleChoices } from '../../role-name';
import { memberRows } from '../member-rows.server';

/** How many members each choice of a filter would leave, for the list at the same address. */
export async function GET(event) {
	const asking = { url: event.url, calendar: () => readCalendar(event), rows: memberRows };
	const role = roleChoices(await roleNames(), event.url.searchParams.getAll('role'));
	return json(await countChoices(memberTable, asking, { role }));
}
