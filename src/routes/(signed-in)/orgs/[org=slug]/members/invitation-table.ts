import { defineTable } from '$lib/table/table';

/** The list of an organization's invitations that nobody has accepted yet. */
export const invitationTable = defineTable({
	name: 'invitations',
	one: 'invitation',
	many: 'invitations',
	search: 'Search invitations',
	columns: [
		{
			id: 'email',
			label: 'E-mail',
			width: 16,
			sort: {
				...{ column: 'email', kind: 'text', first: 'ascending' },
				labels: { ascending: 'A to Z', descending: 'Z to A' }
			}
		},
		{ id: 'role', label: 'Role', width: 8, half: true },
		{
			id: 'sent',
			label: 'Sent',
			width: 8,
			half: true,
			sort: {
				...{ column: 'sent_at', kind: 'moment', first: 'descending' },
				labels: { ascending: 'Oldest first', descending: 'Newest first' }
			}
		},
		{
			id: 'expires',
			label: 'Open until',
			width: 13,
			half: true,
			sort: {
				...{ column: 'expires_at', kind: 'moment', first: 'ascending' },
				labels: { ascending: 'Ends first', descending: 'Ends last' }
			}
		}
	],
	filters: [
		{
			...{ id: 'role', label: 'Role', column: 'role', kind: 'choice' },
			pattern: /^[\w-]{1,60}$/
		},
		{
			...{ id: 'state', label: 'State', column: 'state', kind: 'choice' },
			choices: [
				{ value: 'pending', label: 'Open' },
				{ value: 'expired', label: 'Run out' }
			]
		}
	],
	sort: '-sent'
});
