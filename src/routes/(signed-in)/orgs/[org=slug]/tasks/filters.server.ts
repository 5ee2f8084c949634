import { taskStatuses } from '$lib/tasks';
import { z } from 'zod';

/** What the list can be searched by. Anything else in the URL is as if it were not there. */
const filters = z.object({
	q: z
		.string()
		.transform((text) => text.trim().slice(0, 100))
		.catch(''),
	status: z.enum(['', 'open', ...Object.keys(taskStatuses)]).catch(''),
	assignee: z
		.string()
		.regex(/^(none|user_\w+)$/)
		.catch(''),
	project: z.guid().catch(''),
	due_before: z.iso.date().catch('')
});

export function readFilters(params: URLSearchParams) {
	return filters.parse(Object.fromEntries(params));
}
