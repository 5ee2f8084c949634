import { taskTable } from '../../(signed-in)/orgs/[org=slug]/task-table';
import { people, projects } from './cast.server';
import { found } from './found.server';
import { openTask, sheetOf, withConflict, withProblems, type OpenTask } from './sheet.server';
import { archivedTasks, manyTasks, tasks, trashedTasks } from './tasks.server';

type Place = 'active' | 'archived' | 'trashed';
type Posted = typeof withProblems | typeof withConflict;
type Open = { task?: OpenTask; posted?: Posted; withHistory?: boolean };

/** A list of tasks in one of its states. */
export interface TaskState {
	/** What stands in the address of the list, or of the sheet over it. */
	query?: string;
	place?: Place;
	isAdmin?: false;
	/** There is no project yet, or none that the person sees. */
	withoutProjects?: true;
	list?: Parameters<typeof found<(typeof tasks)[number]>>[2];
	posted?: Posted;
	/** The task that is open over the list. */
	sheet?: Open;
	/** Rows that somebody picked. */
	picked?: number;
}

const rows = { rows: tasks };
const archived = { ...openTask, state: 'archived', archived: true };
const trashed = {
	...{ ...openTask, state: 'trashed', trashed: true },
	trashed_at: '2026-03-08T10:00:00.000Z'
};

/** Each of its states, by name. */
export const taskStates: Record<string, TaskState> = {
	rows: { list: rows },
	columns: {
		query:
			'columns=title&columns=status&columns=labels&columns=project&columns=estimate&columns=created&columns=changed&density=compact',
		list: rows
	},
	'first-use': {},
	'no-projects': { withoutProjects: true },
	'no-access': { withoutProjects: true, isAdmin: false },
	'no-match': { query: 'q=zeppelin&status=todo' },
	'filtered-out': { query: 'status=blocked&due=late&assignee=none' },
	failed: { list: { failed: true } },
	'failed-filtered': { query: 'status=blocked&due=late&q=zeppelin', list: { failed: true } },
	large: {
		list: { rows: manyTasks, pages: true, large: true, count: 20_000, refused: 'title' }
	},
	conflict: { list: rows, posted: withConflict },
	selection: { list: rows, picked: 3 },
	archive: { query: 'in=archived', place: 'archived', list: { rows: archivedTasks } },
	'archive-empty': { query: 'in=archived', place: 'archived' },
	trash: { query: 'in=trashed', place: 'trashed', list: { rows: trashedTasks } },
	'trash-empty': { query: 'in=trashed', place: 'trashed' },
	sheet: { list: rows, sheet: {} },
	'sheet-editing': { query: 'edit=task', list: rows, sheet: {} },
	'sheet-problems': { list: rows, sheet: { posted: withProblems } },
	'sheet-conflict': { list: rows, sheet: { posted: withConflict } },
	'sheet-archived': { list: rows, sheet: { task: archived } },
	'sheet-trashed': { list: rows, sheet: { task: trashed } },
	'sheet-bare': {
		list: rows,
		sheet: {
			task: { ...openTask, description: '', labels: [], estimate: null },
			withHistory: false
		}
	}
};

/** What the page of such a list is given. */
export function tasksIn(state: TaskState, address: URLSearchParams) {
	const { withHistory, task = openTask, posted } = state.sheet ?? {};
	return {
		data: {
			place: state.place ?? ('active' as const),
			list: found(taskTable, address, state.list ?? {}),
			projects: state.withoutProjects ? [] : projects,
			people
		},
		posted: state.posted,
		picked: state.picked ?? 0,
		sheet: state.sheet && { data: sheetOf(task, { withHistory }), posted }
	};
}
