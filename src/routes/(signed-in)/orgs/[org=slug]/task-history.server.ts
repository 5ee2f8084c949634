import { fieldText } from '$lib/field-text';
import * as z from 'zod';

/** One moment in which somebody changed a task. */
export interface HistoryEntry {
	id: string;
	at: string;
	/** Null for what no person did. */
	actor: string | null;
	kind: string;
	/** What the fields said before and after, as they stand in a form. */
	changes: { field: string; before: string; after: string }[];
}

const changes = z.record(z.string(), z.tuple([z.unknown(), z.unknown()])).catch({});

/** What people write; the rest of a row follows from it. */
const told = new Set([
	...['title', 'project_id', 'status', 'priority', 'assignee_id', 'due_on'],
	...['description', 'labels', 'estimate', 'archived', 'trashed']
]);

interface Event {
	id: string;
	at: string;
	actor_id: string | null;
	kind: string;
	changes: unknown;
}

/** What the database remembers of a task, newest first. */
export function historyOf(events: Event[]): HistoryEntry[] {
	return events.map((event) => ({
		id: event.id,
		at: event.at,
		actor: event.actor_id,
		kind: event.kind,
		changes:
			event.kind !== 'changed'
				? []
				: Object.entries(changes.parse(event.changes))
						.filter(([field]) => told.has(field))
						.map(([field, [before, after]]) => ({
							field,
							before: fieldText(before),
							after: fieldText(after)
						}))
	}));
}
