import { countChoices } from '$lib/server/count-choices';
import { json } from '@sveltejs/kit';
import { readCalendar } from '../../calendar.server';
import { placeIn } from '../../task-lists.server';
import { projectRows } from '../project-rows.server';
import { projectTable } from '../project-table';

/** How many projects each choice of a filter would leave, for the list at the same address. */
export async function GET(event) {
	const { url } = event;
	const rows = projectRows(placeIn(url.searchParams));
	return json(await countChoices(projectTable, { url, calendar: () => readCalendar(event), rows }));
}
