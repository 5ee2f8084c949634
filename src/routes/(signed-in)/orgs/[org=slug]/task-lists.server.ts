import { readList } from '$lib/server/list';
import { inOrganization } from '$lib/server/organization';
import { places, type Place } from './places';
import { taskTable } from './task-table';
import { named } from './task-names.server';
import { taskColumns } from './task-columns';

/** Where a list looks: at what is at work unless it is told. */
export function placeIn(params: URLSearchParams): Place {
	return places.find((place) => place === params.get('in')) ?? 'active';
}

interface Known {
	projects: { id: string; name: string; state: string | null }[];
	people: { id: string }[];
}

interface Asking {
	url: URL;
	/** Only the tasks of this project. */
	project?: string;
	beside: PromiseLike<{ saved: string; size: number } & Known>;
	/** What the pages above know of days and zones. */
	parent: () => Promise<{ today: string; zone: string }>;
}

/**
 * Reads a list of tasks as the address wants it. What goes wrong is in its promise: thrown, it would
 * leave what is asked for beside it without anybody who waits for it, which ends the server.
 */
export async function readTasks({ url, project, beside, parent }: Asking) {
	const { supabase } = inOrganization();
	const place = placeIn(url.searchParams);
	const list = await readList(taskTable, {
		url,
		saved: beside.then(({ saved }) => saved),
		// Only the first of the places is counted with each view.
		...(place === 'active' && !project && { size: beside.then(({ size }) => size) }),
		calendar: parent,
		rows: (q) => {
			// PostgREST takes “is.null” for a condition rather than for words; with a space before it not.
			const found = q
				? supabase
						.rpc('search_tasks', { query: ` ${q}`, in_state: place }, { get: true })
						.select(taskColumns)
				: supabase.from('tasks').select(taskColumns);
			const here = found.eq('state', place);
			return project ? here.eq('project_id', project) : here;
		}
	});
	return { ...list, rows: await named(list.rows, await beside) };
}
