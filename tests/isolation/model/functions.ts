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
	const caller = callerOf(state, token);
	const tasks = state.tables.tasks.filter((task) => canRead(state, caller, 'tasks', task));
	const open = tasks.filter(({ status }) => status !== 'done');
	const late = open.filter(({ due_on }) => String(due_on).startsWith('2001'));
	const done = tasks.length - open.length;
	return { open: open.length, late: late.length, done, sum: done };
}
