import { defineTable } from '$lib/table/table';

/** The list of an organization's members. */
export const memberTable = defineTable({
	name: 'members',
	one: 'member',
	many: 'members',
	search: 'Search members',
	searches: 'Each word has to be a part of the name, or one with an @ a part of the address.',
	columns: [
		{ id: 'name', label: 'Name', width: 16 },
		{ id: 'email', label: 'E-mail', width: 18, whole: true },
		{ id: 'role', label: 'Role', width: 9, half: true },
		{
			id: 'since',
			label: 'Since',
			width: 9,
			half: true,
			sort: {
				...{ column: 'created_at', kind: 'moment', first: 'descending' },
				labels: { ascending: 'Longest here first', descending: 'Newest first' }
			}
		}
	],
	filters: [
		{
			...{ id: 'role', label: 'Role', column: 'roles', kind: 'choice', several: true },
			pattern: /^[\w-]{1,60}$/
		},
		{
			...{ id: 'status', label: 'State', column: 'status', kind: 'choice' },
			choices: [
				{ value: 'active', label: 'Active' },
				{ value: 'inactive', label: 'Paused' },
				{ value: 'pending', label: 'Invited' },
				{ value: 'removed', label: 'Removed' }
			]
		},
		{
			...{ id: 'since', label: 'Since', column: 'created_at', kind: 'date', moments: true },
			ranges: []
		}
	],
	sort: '-since'
});
