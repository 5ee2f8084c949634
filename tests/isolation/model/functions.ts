import type { Event } from './audit.ts';
import { callerOf, canRead, membershipOf, rolesOf } from './rights.ts';
import { rowOf } from './state.ts';
import type { Row, State, Token, Value } from './state.ts';

type Answer = Record<string, Value | boolean>;

/** What session_state() says: what is left of what the token claims, and who and where that is. */
export function expectedState(state: State, token: Token): Row {
	const caller = callerOf(state, token);
	const { person } = caller;
	const membership = person ? membershipOf(state, token) : undefined;
	const organization = rowOf(state, 'organizations', { id: token.organization });
	const hasEnded = organization !== undefined && organization.gone_at !== null;
	const where = membership || (person && hasEnded) ? organization : undefined;
	const user = rowOf(state, 'users', { id: person });
	const status = where && hasEnded ? 'gone' : membership?.status;
	const answer: Answer = {
		session_ended: token.session.hasEnded,
		status: status ?? null,
		is_admin: caller.isAdmin,
		admin_in_token: token.roles.includes('admin'),
		admin_in_mirror: rolesOf(membership).includes('admin'),
		impersonator: token.session.impersonator,
		// None was given.
		impersonator_reason: null,
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

/** What paused_memberships() tells: where they are paused, and three who run it and have a name. */
export function expectedPaused(state: State, token: Token): Row[] {
	const { person } = callerOf(state, token);
	const { memberships } = state.tables;
	return memberships.flatMap((mine) => {
		if (person === null || mine.user_id !== person || mine.status !== 'inactive') return [];
		const organization = rowOf(state, 'organizations', { id: mine.org_id ?? null });
		if (!organization || organization.gone_at !== null) return [];
		const admins = adminsOf(state, organization.id)
			.sort(byAge)
			.map(({ user_id = null }) => rowOf(state, 'users', { id: user_id }))
			.map((user) => [user?.first_name, user?.last_name].filter(Boolean).join(' '))
			.filter(Boolean)
			.slice(0, 3);
		const { id, name, slug, picture } = organization;
		return [{ organization_id: id, name, slug, picture, admins } as Row];
	});
}

/** What organizations tell of themselves: whether nobody runs them, how many tasks and events they have. */
export function expectedOrganizations(state: State, token: Token): Row[] {
	const caller = callerOf(state, token);
	const events = expectedEvents(state, token);
	const active = readableTasks(state, token).filter((task) => task.state === 'active');
	return state.tables.organizations
		.filter((row) => canRead(state, caller, 'organizations', row))
		.map(({ id = null }) => {
			const isHere = id === caller.organization;
			const lacks_admin = isHere && adminsOf(state, id).length === 0;
			return {
				...{ id, lacks_admin, task_size: isHere ? active.length : 0 },
				event_size: isHere ? events.length : 0
			};
		});
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

/** The memberships of those who run an organization. */
function adminsOf(state: State, id: Value | undefined): Row[] {
	return state.tables.memberships.filter(
		(row) => row.org_id === id && row.status === 'active' && rolesOf(row).includes('admin')
	);
}

/** Those who came first come first; of one moment, by their id. */
function byAge(one: Row, other: Row): number {
	return (
		Number(one.created_at) - Number(other.created_at) ||
		(String(one.user_id) < String(other.user_id) ? -1 : 1)
	);
}

function readableTasks(state: State, token: Token): Row[] {
	const caller = callerOf(state, token);
	return state.tables.tasks.filter((task) => canRead(state, caller, 'tasks', task));
}

function wordsOf(text: Value | undefined): string[] {
	return String(text).toLowerCase().split(' ');
}
