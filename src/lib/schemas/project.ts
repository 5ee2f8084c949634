import { projectNameLength, projectStatuses, projectVisibilities } from '../projects';
import * as z from 'zod';
import { date, oneOf, optional, person, place, seen } from './fields';

export const newProject = z.object({
	name: z
		.string()
		.trim()
		.min(1, 'Give the project a name.')
		.max(projectNameLength, `Use at most ${projectNameLength} characters.`),
	status: oneOf(projectStatuses, 'Choose a status.'),
	visibility: oneOf(projectVisibilities, 'Choose who can see it.'),
	lead_id: optional(person),
	due_on: optional(date)
});

/** Any of its fields; those that are not sent stay as they are. */
export const projectFields = newProject.partial();
export type ProjectFields = z.infer<typeof projectFields>;

export const projectMember = z.object({ user_id: person });

export const seenProject = z.object({ seen });

export const movedProject = z.object({ seen, to: place });

const money = (problem: string) =>
	z
		.string()
		.trim()
		.min(1, problem)
		.transform(Number)
		.pipe(z.number(problem).min(0, 'Use 0 or more.').max(999_999_999_999, 'Use a smaller number.'));

export const budget = z.object({
	amount: money('Use a number like 12000.'),
	spent: money('Use a number like 3500.'),
	currency: z
		.string()
		.trim()
		.toUpperCase()
		.regex(/^[A-Z]{3}$/, 'Use a code of three letters, like EUR.'),
	/** Empty for a project that had no budget yet. */
	seen
});
