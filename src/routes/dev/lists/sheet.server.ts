import { parseMarkdown } from '$lib/server/markdown';
import { people } from './cast.server';
import { tasks } from './tasks.server';

const description = `The plan of **February** is out of date: the stairs have moved.

- ask for the \`2026-03\` drawing
- mark what changes for the *ground floor*
- [send it round](https://example.com/plan)

Then say so in the meeting.`;

const [first] = tasks;
const labels = ['building', 'urgent round'];

/** A task as its sheet is given it. */
export type OpenTask = (typeof tasks)[number] & { description: string; trashed_at: string | null };

/** The task that is open in the sheet. */
export const openTask: OpenTask = {
	...{ ...first!, labels, estimate: 3 },
	...{ description, trashed_at: null }
};

/** What its sheet is given. */
export function sheetOf(task: OpenTask, { withHistory = true } = {}) {
	return {
		title: task.title,
		task,
		text: parseMarkdown(task.description),
		names: Object.fromEntries(people.map(({ id, name }) => [id, name])),
		history: withHistory ? history : []
	};
}

const history = [
	{
		id: 'event-3',
		at: '2026-03-10T08:20:00.000Z',
		actor: 'user_max',
		kind: 'changed',
		changes: [
			{ field: 'status', before: 'in_progress', after: 'todo' },
			{ field: 'due_on', before: '2026-03-06', after: '2026-03-09' }
		]
	},
	{
		id: 'event-2',
		at: '2026-03-04T15:45:00.000Z',
		actor: 'user_gone',
		kind: 'changed',
		changes: [
			{ field: 'description', before: 'Later.', after: description },
			{ field: 'assignee_id', before: '', after: 'user_max' }
		]
	},
	{ id: 'event-1', at: '2026-02-10T08:30:00.000Z', actor: 'user_ada', kind: 'created', changes: [] }
];

const sent = {
	id: openTask.id,
	seen: openTask.updated_at,
	title: openTask.title,
	description,
	status: 'todo',
	priority: 'urgent',
	assignee_id: 'user_max',
	due_on: '2026-03-09',
	estimate: 'soon',
	labels: 'one, two, three, four, five, six, seven, eight, nine, ten, eleven',
	project_id: openTask.project_id
};

/** The answer to a form that says what cannot be. */
export const withProblems = {
	row: openTask.id,
	problem: 'Give the estimate in hours, such as 1.5.',
	changeTask: {
		values: sent as Record<string, string>,
		problems: {
			title: 'Give the task a title.',
			estimate: 'Give the estimate in hours, such as 1.5.',
			labels: 'At most 10 labels.'
		}
	}
};

/** The answer where somebody else changed the same fields. */
export const withConflict = {
	row: openTask.id,
	problem: 'Somebody changed it meanwhile.',
	changeTask: { values: sent as Record<string, string> },
	conflict: {
		id: openTask.id,
		seen: openTask.updated_at,
		fields: [
			{ field: 'status', mine: 'done', theirs: 'blocked' },
			{ field: 'due_on', mine: '', theirs: '2026-03-20' },
			{ field: 'description', mine: description, theirs: 'We wait for the drawing.' }
		],
		changes: {
			now: { status: 'done', due_on: '', description },
			was: { status: 'todo', due_on: '2026-03-09', description: '' }
		}
	}
};
