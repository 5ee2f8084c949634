import { choicesOf } from '$lib/table/choices';
import { defineTable } from '$lib/table/table';
import { kinds, resources } from './event-words';

/** The audit log of an organization. */
export const auditTable = defineTable({
	name: 'audit_events',
	one: 'event',
	many: 'events',
	columns: [
		{ id: 'what', label: 'Event', width: 18 },
		{ id: 'who', label: 'Who', width: 11, half: true },
		{ id: 'changes', label: 'What changed', width: 18, whole: true },
		{
			id: 'when',
			label: 'When',
			width: 11,
			half: true,
			sort: {
				...{ column: 'at', kind: 'moment', first: 'descending' },
				labels: { ascending: 'Oldest first', descending: 'Newest first' }
			}
		}
	],
	filters: [
		{
			...{ id: 'who', label: 'Who', column: 'actor_id', kind: 'choice' },
			...{ pattern: /^user_\w{1,60}$/, none: 'Nobody here' }
		},
		{
			...{ id: 'kind', label: 'Kind', column: 'kind', kind: 'choice' },
			choices: choicesOf(kinds)
		},
		{
			...{ id: 'resource', label: 'About', column: 'resource', kind: 'choice' },
			choices: choicesOf(resources)
		},
		{
			...{ id: 'when', label: 'When', column: 'at', kind: 'date', moments: true },
			ranges: []
		},
		{
			...{ id: 'of', label: 'One thing', column: 'resource_id', kind: 'choice' },
			...{ pattern: /^[\w/-]{1,150}$/, rare: true }
		}
	],
	sort: '-when',
	large: { when: ['who', 'kind', 'resource', 'when', 'of'] }
});
