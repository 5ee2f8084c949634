import fc from 'fast-check';
import type { Arbitrary } from 'fast-check';
import { tables } from './model/state.ts';
import type { Table } from './model/state.ts';
import type { Answer, Call, Filter, Operation, Pick, Values } from './operation.ts';

/* What chance makes of operations, and how often. */

const token = fc.nat(1000);
const n = fc.nat(1000);
const small = fc.nat(30);

const pick: Arbitrary<Pick> = fc.record({ own: usually(1), n });

const filter: Arbitrary<Filter> = fc.record({
	own: usually(1),
	n,
	operator: fc.constantFrom('eq', 'eq', 'eq', 'neq', 'in', 'like'),
	column: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 2, arbitrary: small })
});

const values: Arbitrary<Values> = fc.record({
	project: pick,
	person: maybe(pick, 1, 1),
	choice: small,
	isPrivate: fc.boolean(),
	isInvalid: rarely(25),
	forbidden: maybe(small, 1, 9)
});

const answer = fc.constantFrom<Answer[]>('representation', 'minimal', 'headers-only');

/** Mostly the tables that people write to, now and then one that nobody does. */
const written: Arbitrary<Table> = fc.oneof(
	{ weight: 7, arbitrary: fc.constant<Table>('tasks') },
	{ weight: 6, arbitrary: fc.constant<Table>('projects') },
	{ weight: 4, arbitrary: fc.constant<Table>('project_members') },
	{ weight: 4, arbitrary: fc.constant<Table>('project_budgets') },
	{ weight: 2, arbitrary: fc.constant<Table>('list_preferences') },
	{ weight: 1, arbitrary: fc.constantFrom(...tables) }
);

const read = fc.record({
	kind: fc.constant('read' as const),
	token,
	table: fc.oneof(
		{ weight: 1, arbitrary: written },
		{ weight: 2, arbitrary: fc.constantFrom(...tables) }
	),
	filter: maybe(filter, 1, 1),
	form: fc.constantFrom('rows', 'rows', 'embedded', 'count', 'csv')
});

const call = fc.record({
	kind: fc.constant('call' as const),
	token,
	name: fc.constantFrom<Call[]>(
		...(['overview', 'session_state', 'audit_events'] as const),
		...(['search_tasks', 'task_facets', 'task_history'] as const),
		...(['paused_memberships', 'organizations'] as const)
	),
	task: pick,
	choice: small
});

const insert = fc.record({
	kind: fc.constant('insert' as const),
	token,
	table: written,
	rows: fc.array(values, { minLength: 1, maxLength: 2 }),
	conflict: fc.constantFrom('fail', 'fail', 'fail', 'ignore', 'merge'),
	answer
});

const update = fc.record({
	kind: fc.constant('update' as const),
	token,
	table: written,
	filter: maybe(filter, 2, 1),
	values,
	answer
});

// Deletes that hit everything are rarer, so that something is left to ask for.
const remove = fc.record({
	kind: fc.constant('delete' as const),
	token,
	table: written,
	filter: maybe(filter, 6, 1),
	answer
});

const place = { person: n, organization: n, membership: maybe(n, 3, 1) };

const signIn = fc.record({
	kind: fc.constantFrom('sign-in', 'sign-in', 'sign-in', 'impersonate'),
	...place
});

const change = fc.record({
	kind: fc.constant('switch' as const),
	token,
	organization: maybe(n, 5, 1)
});

const end = fc.record({ kind: fc.constant('end' as const), token });

const endOwn = fc.record({
	kind: fc.constant('end own' as const),
	token,
	which: maybe(n, 2, 1)
});

const membership = fc.record({
	kind: fc.constant('membership' as const),
	...place,
	change: fc.oneof(
		{ weight: 9, arbitrary: fc.constantFrom('join', 'roles', 'pause', 'remove') },
		{ weight: 2, arbitrary: fc.constantFrom('resume', 'invite') }
	),
	roles: small,
	where: fc.constantFrom('both', 'both', 'workos', 'mirror')
});

const news = fc.record({ kind: fc.constant('news' as const), n });

const gone = fc.record({
	kind: fc.constant('gone' as const),
	what: fc.constantFrom('organization', 'person'),
	n,
	isHeard: usually(2)
});

/** One thing that somebody does. */
export const operation: Arbitrary<Operation> = fc.oneof(
	{ weight: 300, arbitrary: read },
	{ weight: 120, arbitrary: call },
	{ weight: 180, arbitrary: insert },
	{ weight: 160, arbitrary: update },
	{ weight: 80, arbitrary: remove },
	{ weight: 60, arbitrary: signIn },
	{ weight: 40, arbitrary: change },
	{ weight: 7, arbitrary: end },
	{ weight: 5, arbitrary: endOwn },
	{ weight: 70, arbitrary: membership },
	{ weight: 30, arbitrary: news },
	{ weight: 2, arbitrary: gone }
) as Arbitrary<Operation>;

function maybe<T>(some: Arbitrary<T>, weight: number, none: number): Arbitrary<T | null> {
	return fc.oneof({ weight: none, arbitrary: fc.constant(null) }, { weight, arbitrary: some });
}

function usually(weight: number): Arbitrary<boolean> {
	return fc.oneof(
		{ weight: 1, arbitrary: fc.constant(false) },
		{ weight, arbitrary: fc.constant(true) }
	);
}

function rarely(weight: number): Arbitrary<boolean> {
	return usually(weight).map((isUsual) => !isUsual);
}
