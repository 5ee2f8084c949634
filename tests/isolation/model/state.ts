import type { Database } from '../../../src/lib/database.types.ts';
import type { Event } from './audit.ts';
import type { MembershipNews } from './mirror.ts';

/** The tables that the model knows: the design's. What is added to them is held to access.ts alone. */
export type Table = keyof typeof keys;
export type Value = string | number | boolean | null | string[] | { note: string };

/** A row with the columns of its table, without the times that nobody can foresee. */
export type Row = Record<string, Value>;

/** What tells the rows of a table apart. */
export const keys = {
	organizations: ['id'],
	organization_settings: ['org_id'],
	users: ['id'],
	user_emails: ['user_id'],
	memberships: ['org_id', 'user_id'],
	projects: ['id'],
	project_members: ['org_id', 'project_id', 'user_id'],
	tasks: ['id'],
	project_budgets: ['org_id', 'project_id'],
	list_preferences: ['org_id', 'created_by', 'list']
} satisfies Partial<Record<keyof Database['public']['Tables'], string[]>>;

export const tables = Object.keys(keys) as Table[];

/** A sign-in at WorkOS. */
export interface Session {
	sid: string;
	person: string;
	refreshToken: string;
	/** The organization that WorkOS minted for last. */
	organization: string | null;
	/** The e-mail of who acts in the person's name. */
	impersonator: string | null;
	/** WorkOS mints no more for it. */
	isRevoked: boolean;
	/** Our record says that it is over. */
	hasEnded: boolean;
}

/** What an access token says, for as long as it lives, whatever happens meanwhile. */
export interface Token {
	readonly jwt: string;
	readonly session: Session;
	readonly organization: string | null;
	readonly roles: readonly string[];
}

/** A membership as WorkOS has it. */
export interface Membership {
	id: string;
	org_id: string;
	user_id: string;
	roles: string[];
	status: string;
	created_at: number;
	updated_at: number;
}

/** All that the model knows. */
export interface State {
	/** What the database holds. Rows are replaced, never changed. */
	tables: Record<Table, Row[]>;
	/** Ids of which the mirror heard that they are gone. */
	tombstones: Set<string>;
	/** What WorkOS holds, which the mirror may not have heard yet. */
	workos: { organizations: Set<string>; people: Set<string>; memberships: Membership[] };
	/** All there ever was to tell the mirror about memberships. */
	news: MembershipNews[];
	/** What the audit log holds. */
	events: Event[];
	sessions: Session[];
	/** Null is somebody who is not signed in. */
	tokens: (Token | null)[];
}

/** The row of a table with these values. */
export function rowOf(state: State, table: Table, values: Row): Row | undefined {
	return state.tables[table].find((row) => isLike(row, values));
}

/** Whether a row has these values. */
export function isLike(row: Row, values: Row): boolean {
	return Object.entries(values).every(([column, value]) => row[column] === value);
}

/** The columns and values that tell this row of the table from others. */
export function keyOf(table: Table, row: Row): Row {
	return Object.fromEntries(keys[table].map((column) => [column, row[column] ?? null]));
}
