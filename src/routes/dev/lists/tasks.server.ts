import { idOf, projects, userOf } from './cast.server';

interface Sketch {
	title: string;
	status?: string;
	priority?: string;
	due?: string;
	who?: string;
	labels?: string[];
	estimate?: number;
	project?: number;
}

const sketches: Sketch[] = [
	{ title: 'Agree on the floor plan', due: '2026-03-09', who: 'user_max', priority: 'urgent' },
	{ title: 'Check the contract', status: 'in_progress', due: '2026-03-10', who: 'user_ada' },
	{ title: 'Translate the sign-up form', status: 'blocked', labels: ['text', 'French'] },
	{
		title:
			'Describe, for everybody who joins later, how a supplier’s invoice finds its way from the letterbox to the ledger, and who signs it on the way',
		due: '2026-04-02',
		who: 'user_wilhelmina',
		project: 2,
		estimate: 12.5
	},
	{ title: 'Publish the press release', status: 'done', due: '2026-02-27', who: 'user_ada' },
	{
		title:
			'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft anrufen',
		labels: ['a label that says rather more than fits'],
		priority: 'low'
	},
	{ title: 'Rehearse the training', due: '2026-03-11', who: 'user_max', project: 1 },
	{ title: 'Order the photos', priority: 'high', estimate: 1 },
	{ title: 'Compare the price tables', status: 'done', who: 'user_max' },
	{ title: 'Update the risk list', due: '2027-01-15', labels: ['quarterly'], project: 1 }
];

/** Tasks of every kind, as a list reads them. */
export const tasks = sketches.map((sketch, number) => {
	const { title, status = 'todo', priority = 'medium', due, who, labels = [] } = sketch;
	const { id, name, state } = projects[sketch.project ?? 0]!;
	return {
		id: idOf(number + 1),
		title,
		status,
		priority,
		priority_rank: ['low', 'medium', 'high', 'urgent'].indexOf(priority) + 1,
		due_on: due ?? null,
		labels,
		estimate: sketch.estimate ?? null,
		state: 'active',
		trashed: false,
		archived: false,
		assignee_id: who ?? null,
		created_by: 'user_ada',
		created_at: `2026-02-${10 + number}T08:30:00.123456+00:00`,
		updated_at: `2026-03-0${(number % 9) + 1}T14:05:00.123456+00:00`,
		project_id: id,
		projects: { id, name, state },
		memberships: who ? { users: userOf(who) } : null
	};
});

export const archivedTasks = tasks
	.slice(0, 4)
	.map((task) => ({ ...task, state: 'archived', archived: true }));

export const trashedTasks = tasks
	.slice(4, 8)
	.map((task) => ({ ...task, state: 'trashed', trashed: true }));

/** As many as fit on a page. */
export const manyTasks = Array.from({ length: 25 }, (_, number) => ({
	...tasks[number % tasks.length]!,
	id: idOf(100 + number)
}));
