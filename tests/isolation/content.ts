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
	...fill({ admin: 3, member: 3 })
];

/** Three projects, one of them open, with tasks, budgets and members, by these tokens. */
function fill({ admin, member }: { admin: number; member: number }): Operation[] {
	const insert = (
		token: number,
		table: 'projects' | 'tasks' | 'project_members' | 'project_budgets',
		...rows: Partial<Values>[]
	): Operation => ({
		kind: 'insert',
		token,
		table,
		rows: rows.map((values) => ({ ...plain, ...values })),
		conflict: 'fail',
		answer: 'representation'
	});
	const project = (n: number) => ({ project: { own: true, n } });
	const person = (n: number) => ({ person: { own: true, n } });
	return [
		insert(admin, 'projects', { ...person(1) }, { ...person(2), isPrivate: true }),
		insert(admin, 'projects', { isPrivate: true }),
		insert(member, 'tasks', project(0), project(0)),
		insert(admin, 'tasks', project(1), project(2)),
		insert(admin, 'project_budgets', project(0), project(2)),
		insert(admin, 'project_members', { ...project(2), ...person(1) })
	];
}
