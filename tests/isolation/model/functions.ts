import type { Event } from './audit.ts';
import { callerOf, canRead, isGone, membershipOf, rolesOf } from './rights.ts';
import { rowOf } from './state.ts';
import type { Row, State, Token, Value } from './state.ts';

type Answer = Record<string, Value | boolean>;

/** What session_state() says: what is left of what the token claims, and who and where that is. */
export function expectedState(state: State, token: Token): Row {
	const caller = callerOf(state, token);
	const { person } = caller;
	const membership = person ? membershipOf(state, token) : undefined;
	const where = membership ? rowOf(state, 'organizations', { id: token.organization }) : undefined;
	const user = rowOf(state, 'users', { id: person });
	const status = where && isGone(state, token.organization) ? 'removed' : membership?.status;
	const answer: Answer = {
		session_ended: token.session.hasEnded,
		status: status ?? null,
		is_admin: caller.isAdmin,
		admin_in_token: token.roles.includes('admin'),
		admin_in_mirror: rolesOf(membership).includes('admin'),
		impersonator: token.session.impersonator,
		organization_id: where?.id ?? null,
		organization_name: where?.name ?? null,
		organization_slug: where?.slug ?? null,
		organization_picture: where?.picture ?? null,
		user_id: person,
		first_name: user?.first_name ?? null,
		last_name: user?.last_name ?? null,
		email: rowOf(state, 'user_emails', { user_id: person })?.email ?? null,
		user_picture: user?.picture ?? null
	};
	return answer as Row;
}

/** What overview() counts: the tasks that may be read. */
export function expectedOverview(state: State, token: Token) {
	const tasks = readableTasks(state, token);
	const open = tasks.filter(({ status, state }) => status !== 'done' && state === 'active');
	const late = open.filter(({ due_on }) => String(due_on).startsWith('2001'));
	const done = tasks.filter(({ status, state }) => status === 'done' && state !== 'trashed').length;
	return { open: open.length, late: late.length, done, sum: done };
}

/**
 * What search_tasks() finds: the tasks that may be read and have a word that begins like each of
 * these, in one state or in all.
 */
export function expectedSearch(
	state: State,
	token: Token,
	query: string,
	inState: string | null
): Row[] {
	const wanted = wordsOf(query);
	return readableTasks(state, token).filter(
		(task) =>
			(inState === null || task.state === inState) &&
			wanted.every((start) => wordsOf(task.title).some((word) => word.startsWith(start)))
	);
}

/** What task_facets() counts: the tasks that may be read and are neither archived nor in the trash. */
export function expectedFacets(state: State, token: Token, status: string | null): string[] {
	const tasks = readableTasks(state, token).filter((task) => task.state === 'active');
	const counts = new Map<string, number>();
	for (const task of tasks) {
		const found = [`status ${task.status}`];
		if (status === null || task.status === status) {
			found.push(`priority ${task.priority}`, `assignee ${task.assignee_id ?? 'none'}`);
			found.push(`project ${task.project_id}`);
			for (const label of [task.labels].flat()) found.push(`label ${label}`);
		}
		for (const name of found) counts.set(name, (counts.get(name) ?? 0) + 1);
	}
	return [...counts].map(([name, count]) => `${name}: ${count}`);
}

/** What task_history() tells: all that happened to a task that may be read. */
export function expectedHistory(state: State, token: Token, task: Row): Event[] {
	if (!canRead(state, callerOf(state, token), 'tasks', task)) return [];
	return state.events.filter(
		({ resource, resource_id }) => resource === 'tasks' && resource_id === task.id
	);
}

/** What admins read of the audit log: all of their organization. */
export function expectedEvents(state: State, token: Token): Event[] {
	const { organization, isAdmin } = callerOf(state, token);
	return isAdmin ? state.events.filter(({ org_id }) => org_id === organization) : [];
}

function readableTasks(state: State, token: Token): Row[] {
	const caller = callerOf(state, token);
	return state.tables.tasks.filter((task) => canRead(state, caller, 'tasks', task));
}

function wordsOf(text: Value | undefined): string[] {
	return String(text).toLowerCase().split(' ');
}
