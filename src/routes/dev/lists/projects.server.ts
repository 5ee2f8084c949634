import { idOf, projects as names, userOf } from './cast.server';

const sketches = [
	{ status: 'active', visibility: 'org', lead: 'user_max', due: '2026-03-01', open: 12 },
	{ status: 'active', visibility: 'private', lead: 'user_ada', due: '2026-03-10', open: 3 },
	{ status: 'paused', visibility: 'private', lead: 'user_wilhelmina', due: null, open: 1204 },
	{ status: 'done', visibility: 'org', lead: null, due: '2026-02-01', open: 0 }
];

/** Projects of every kind, as their list reads them. */
export const projects = sketches.map(({ status, visibility, lead, due, open }, number) => ({
	id: idOf(901 + number),
	name: names[number]?.name ?? 'Spring catalogue',
	status,
	visibility,
	state: 'active',
	due_on: due,
	created_at: `2026-01-0${number + 1}T08:30:00.123456+00:00`,
	updated_at: `2026-03-0${number + 1}T14:05:00.123456+00:00`,
	lead_id: lead,
	lead: lead ? { users: userOf(lead) } : null,
	total: [{ count: open + 17 }],
	open: [{ count: open }]
}));

export const manyProjects = Array.from({ length: 25 }, (_, number) => ({
	...projects[number % projects.length]!,
	id: idOf(200 + number)
}));
