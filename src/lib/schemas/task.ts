import { z } from 'zod';
import { taskPriorities, taskStatuses, taskTitleLength } from '../tasks';
import { date, id, oneOf, optional, person, seen } from './fields';

export const newTask = z.object({
	title: z
		.string()
		.trim()
		.min(1, 'Give the task a title.')
		.max(taskTitleLength, `Use at most ${taskTitleLength} characters.`),
	project_id: z.guid('Choose a project.'),
	status: oneOf(taskStatuses, 'Choose a status.').default('todo'),
	priority: oneOf(taskPriorities, 'Choose a priority.').default('medium'),
	assignee_id: optional(person),
	due_on: optional(date)
});

export const changedTask = z.object({
	id,
	seen,
	status: oneOf(taskStatuses, 'Choose a status.'),
	/** `none` for nobody. Empty leaves it as it is, which may be somebody who has left. */
	assignee: z.union([z.literal('none'), z.literal(''), person], 'Choose somebody from the list.')
});

export const seenTask = z.object({ id, seen });
