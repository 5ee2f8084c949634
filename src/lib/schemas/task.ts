import {
	longestDescription,
	longestLabel,
	mostLabels,
	taskPriorities,
	taskStatuses,
	taskTitleLength
} from '../tasks';
import * as z from 'zod';
import { date, id, oneOf, optional, person, place, seen } from './fields';

const tooManyLabels = `Use at most ${mostLabels} labels of up to ${longestLabel} characters.`;

/** Labels as they are typed: with commas between them. */
const labels = z
	.string()
	.transform((text) => [
		...new Set(
			text
				.split(',')
				.map((label) => label.trim())
				.filter(Boolean)
		)
	])
	.pipe(z.array(z.string().max(longestLabel, tooManyLabels)).max(mostLabels, tooManyLabels));

const estimate = z
	.string()
	.trim()
	.transform((text) => (text === '' ? null : Number(text.replace(',', '.'))))
	.pipe(
		z
			.number('Use a number of hours, like 1.5.')
			.min(0, 'Use 0 or more.')
			.max(99_999, 'Use a smaller number.')
			.nullable()
	);

/** What people write about a task. */
const fields = {
	title: z
		.string()
		.trim()
		.min(1, 'Give the task a title.')
		.max(taskTitleLength, `Use at most ${taskTitleLength} characters.`),
	project_id: z.guid('Choose a project.'),
	status: oneOf(taskStatuses, 'Choose a status.'),
	priority: oneOf(taskPriorities, 'Choose a priority.'),
	assignee_id: optional(person),
	due_on: optional(date),
	// Browsers send line breaks as two characters, the database counts them as one.
	description: z
		.string()
		.transform((text) => text.replaceAll('\r\n', '\n').trimEnd())
		.pipe(z.string().max(longestDescription, `Use at most ${longestDescription} characters.`)),
	labels,
	estimate
};

export const newTask = z.object({
	title: fields.title,
	project_id: fields.project_id,
	status: fields.status.default('todo'),
	priority: fields.priority.default('medium'),
	assignee_id: fields.assignee_id,
	due_on: fields.due_on
});

/** Any of its fields; those that are not sent stay as they are. */
export const taskFields = z.object(fields).partial();
export type TaskFields = z.infer<typeof taskFields>;

export const changedTask = z.object({ id, seen });

export const movedTask = z.object({ id, seen, to: place });
export const seenTask = z.object({ id, seen });
