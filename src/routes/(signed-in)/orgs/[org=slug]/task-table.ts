import { dayRanges } from '$lib/days';
import { choicesOf } from '$lib/table/choices';
import { readState } from '$lib/table/list-state';
import { defineTable } from '$lib/table/table';
import { taskPriorities, taskStatuses } from '$lib/tasks';

const person = /^user_\w{1,60}$/;
const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** Lists of tasks: all of them, and those of one project. */
export const taskTable = defineTable({
	name: 'tasks',
	one: 'task',
	many: 'tasks',
	search: 'Search tasks',
	searches: 'Each word has to be the beginning of a word.',
	// As search_tasks() does.
	matches: 1000,
	columns: [
		{
			id: 'title',
			label: 'Task',
			width: 15,
			sort: {
				...{ column: 'title', kind: 'text', first: 'ascending' },
				labels: { ascending: 'A to Z', descending: 'Z to A' }
			}
		},
		{ id: 'status', label: 'Status', width: 10, half: true },
		{ id: 'assignee', label: 'Assignee', width: 10.5, half: true },
		{
			id: 'priority',
			label: 'Priority',
			width: 8.5,
			half: true,
			sort: {
				...{ column: 'priority_rank', kind: 'number', first: 'descending' },
				labels: { ascending: 'Least urgent first', descending: 'Most urgent first' }
			}
		},
		{
			id: 'due',
			label: 'Due',
			width: 10.5,
			half: true,
			sort: {
				...{ column: 'due_on', kind: 'day', first: 'ascending', nullable: true },
				labels: { ascending: 'Soonest first', descending: 'Latest first' }
			}
		},
		{ id: 'labels', label: 'Labels', width: 12, hidden: true },
		{ id: 'project', label: 'Project', width: 12, hidden: true },
		{
			id: 'estimate',
			label: 'Estimate',
			width: 7,
			hidden: true,
			sort: {
				...{ column: 'estimate', kind: 'number', first: 'descending', nullable: true },
				labels: { ascending: 'Smallest first', descending: 'Largest first' }
			}
		},
		{
			id: 'created',
			label: 'Created',
			width: 11,
			hidden: true,
			sort: {
				...{ column: 'created_at', kind: 'moment', first: 'descending' },
				labels: { ascending: 'Oldest first', descending: 'Newest first' }
			}
		},
		{
			id: 'changed',
			label: 'Changed',
			width: 11,
			hidden: true,
			sort: {
				...{ column: 'updated_at', kind: 'moment', first: 'descending' },
				labels: { ascending: 'Longest ago first', descending: 'Latest first' }
			}
		}
	],
	filters: [
		{
			...{ id: 'status', label: 'Status', column: 'status', kind: 'choice' },
			choices: choicesOf(taskStatuses)
		},
		{
			...{ id: 'assignee', label: 'Assignee', column: 'assignee_id', kind: 'choice' },
			pattern: person,
			none: 'Nobody'
		},
		{
			...{ id: 'project', label: 'Project', column: 'project_id', kind: 'choice' },
			pattern: uuid
		},
		{
			...{ id: 'priority', label: 'Priority', column: 'priority', kind: 'choice' },
			choices: choicesOf(taskPriorities)
		},
		{
			...{ id: 'due', label: 'Due', column: 'due_on', kind: 'date' },
			ranges: choicesOf(dayRanges),
			neverLate: { column: 'status', value: 'done' }
		},
		{
			...{ id: 'label', label: 'Label', column: 'labels', kind: 'choice', several: true },
			...{ pattern: /^.{1,40}$/su, rare: true }
		},
		{
			...{ id: 'created', label: 'Created', column: 'created_at', kind: 'date', moments: true },
			...{ ranges: [], rare: true }
		},
		{
			...{ id: 'estimate', label: 'Estimate', column: 'estimate', kind: 'number' },
			...{ unit: 'hours', rare: true }
		},
		{ id: 'title', label: 'Title contains', column: 'title', kind: 'text', rare: true }
	],
	sort: '-created',
	large: {
		created: ['status', 'assignee', 'project'],
		due: ['status', 'assignee', 'project', 'due']
	}
});

/** The people by whom a list of tasks is filtered, as its address says. */
export function assigneesIn(params: URLSearchParams): string[] {
	const { assignee } = readState(taskTable, params).filters;
	return assignee?.kind === 'choice' ? assignee.values : [];
}
