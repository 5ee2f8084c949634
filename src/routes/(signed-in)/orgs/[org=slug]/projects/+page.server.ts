import { readList } from '$lib/server/list';
import { defaultsActions, readDefaults } from '$lib/server/list-defaults';
import { placeIn } from '../task-lists.server';
import { projectRows } from './project-rows.server';
import { projectTable } from './project-table';

export async function load({ url, parent }) {
	const place = placeIn(url.searchParams);
	const list = await readList(projectTable, {
		url,
		saved: readDefaults(projectTable),
		calendar: parent,
		rows: projectRows(place)
	});
	return { title: 'Projects', place, list };
}

export const actions = defaultsActions(projectTable);
