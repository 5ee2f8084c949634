import type { Table } from './model/state.ts';
import type { Conflict } from './model/writes.ts';

/*
 * Operations as plain records with small numbers, which choose among what is there when their turn
 * comes. So a seed replays although every id is new, and what is left when others are taken away
 * still makes sense.
 */

/** One of the rows there are; `own` ones are of the organization that the token names. */
export interface Pick {
	own: boolean;
	n: number;
}

export interface Filter extends Pick {
	operator: 'eq' | 'neq' | 'in' | 'like';
	/** Which column; the first is the key. */
	column: number;
}

/** What a write says, of which each table takes what it has columns for. */
export interface Values {
	project: Pick;
	person: Pick | null;
	choice: number;
	isPrivate: boolean;
	isInvalid: boolean;
	/** Names a column that no request may name. */
	forbidden: number | null;
}

/** Somebody somewhere, or if `membership` is there, where and who this one is of. */
interface Place {
	person: number;
	organization: number;
	membership: number | null;
}

interface Request {
	token: number;
	table: Table;
}

/** Functions, the audit log, which nobody writes, and what organizations tell of themselves. */
export type Call =
	| ('overview' | 'session_state' | 'paused_memberships')
	| ('search_tasks' | 'task_facets' | 'task_history' | 'audit_events' | 'organizations');

export type Answer = 'representation' | 'minimal' | 'headers-only';

export type Operation =
	| (Request & { kind: 'read'; filter: Filter | null; form: 'rows' | 'count' | 'csv' | 'embedded' })
	| { kind: 'call'; token: number; name: Call; task: Pick; choice: number }
	| (Request & { kind: 'insert'; rows: Values[]; conflict: Conflict; answer: Answer })
	| (Request & { kind: 'update'; filter: Filter | null; values: Values; answer: Answer })
	| (Request & { kind: 'delete'; filter: Filter | null; answer: Answer })
	| (Place & { kind: 'sign-in' | 'impersonate' })
	| { kind: 'switch'; token: number; organization: number | null }
	| { kind: 'end'; token: number }
	/** Another session of the same person is ended, or all of them. */
	| { kind: 'end own'; token: number; which: number | null }
	| (Place & {
			kind: 'membership';
			change: 'join' | 'roles' | 'pause' | 'resume' | 'remove' | 'invite';
			roles: number;
			where: 'both' | 'workos' | 'mirror';
	  })
	| { kind: 'news'; n: number }
	| { kind: 'gone'; what: 'organization' | 'person'; n: number; isHeard: boolean };
