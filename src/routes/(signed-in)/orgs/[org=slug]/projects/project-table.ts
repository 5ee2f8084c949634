import { dayRanges } from '$lib/days';
import { projectStatuses } from '$lib/projects';
import { choicesOf } from '$lib/table/choices';
import { defineTable } from '$lib/table/table';

/** The list of projects. */
export const projectTable = defineTable({
	name: 'projects',
	one: 'project',
	many: 'projects',
	search: 'Search projects',
	searches: 'It has to be a part of the name.',
	columns: [
		{
			id: 'name',
			label: 'Name',
			width: 20,
			sort: {
				...{ column: 'name', kind: 'text', first: 'ascending' },
				labels: { ascending: 'A to Z', descending: 'Z to A' }
			}
		},
		{ id: 'status', label: 'Status', width: 8, half: true },
		{ id: 'lead', label: 'Lead', width: 11, half: true },
		{
			id: 'due',
			label: 'Due',
			width: 9,
			half: true,
			sort: {
				...{ column: 'due_on', kind: 'day', first: 'ascending', nullable: true },
				labels: { ascending: 'Soonest first', descending: 'Latest first' }
			}
		},
		{ id: 'open', label: 'Open tasks', width: 8, half: true },
		{
			id: 'created',
			label: 'Created',
			width: 9,
			hidden: true,
			sort: {
				...{ column: 'created_at', kind: 'moment', first: 'descending' },
				labels: { ascending: 'Oldest first', descending: 'Newest first' }
			}
		}
	],
	filters: [
		{
			...{ id: 'status', label: 'Status', column: 'status', kind: 'choice' },
			choices: choicesOf(projectStatuses)
		},
		{
			...{ id: 'visibility', label: 'Visible to', column: 'visibility', kind: 'choice' },
			choices: [
				{ value: 'org', label: 'Everyone' },
				{ value: 'private', label: 'Its people' }
			]
		},
		{
			...{ id: 'due', label: 'Due', column: 'due_on', kind: 'date' },
			ranges: choicesOf(dayRanges),
			neverLate: { column: 'status', value: 'done' }
		}
	],
	sort: '-created'
});
