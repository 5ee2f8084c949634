import type { Table } from './model/state.ts';
import type { Operation, Values } from './operation.ts';

const plain: Values = {
	project: { own: true, n: 0 },
	person: null,
	choice: 1,
	isPrivate: false,
	isInvalid: false,
	forbidden: null
};

/** What is written first, so that even a short sequence finds something in every table. */
export const content: Operation[] = [
	...fill({ admin: 0, member: 1 }),
	...fill({ admin: 2, member: 4 }),
	...fill({ admin: 3, member: 3 }),
	// Somebody who belongs to a project and is paused.
	insert(3, 'project_members', { ...project(0), ...person(3) }),
	{
		kind: 'membership',
		...{ person: 1, organization: 2, membership: null },
		...{ change: 'pause', roles: 0, where: 'both' }
	}
];

/** Three projects, one of them open, with tasks, budgets and members, by these tokens. */
function fill({ admin, member }: { admin: number; member: number }): Operation[] {
	return [
		insert(admin, 'projects', { ...person(1) }, { ...person(2), isPrivate: true }),
		insert(admin, 'projects', { isPrivate: true }),
		insert(member, 'tasks', project(0), project(0)),
		insert(admin, 'tasks', project(1), project(2)),
		insert(admin, 'project_budgets', project(0), project(2)),
		insert(admin, 'project_members', { ...project(2), ...person(1) }),
		insert(member, 'list_preferences', {}),
		insert(admin, 'list_preferences', {})
	];
}

function insert(token: number, table: Table, ...rows: Partial<Values>[]): Operation {
	const all = rows.map((values) => ({ ...plain, ...values }));
	return { kind: 'insert', token, table, rows: all, conflict: 'fail', answer: 'representation' };
}

/** The project with this number in the organization. */
function project(n: number): Partial<Values> {
	return { project: { own: true, n } };
}

/** The person with this number in the organization. */
function person(n: number): Partial<Values> {
	return { person: { own: true, n } };
}
