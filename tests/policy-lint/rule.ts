/** Something found that breaks a rule: the columns that its query names. */
export type Found = Record<string, string>;

/** A fact that is true of every table, policy and function, whichever come next. */
export interface Rule {
	name: string;
	/** Finds what breaks it. */
	finds: string;
	/** What SQL alone cannot tell: whether this row does break it. */
	breaks?: (found: Found) => boolean;
	/** Which object, what is wrong with it, and what to write. */
	says: (found: Found) => string;
	/** Careless changes to the table of `careful.ts`, each of which must be found. */
	careless: string[];
}

/** Where to look how it is done. */
export const examples = {
	table: 'docs/add-a-table.md',
	closed: 'supabase/migrations/20260101000300_sessions.sql',
	served: 'supabase/migrations/20260101000400_session_state.sql',
	impersonation: 'supabase/migrations/20260101001000_impersonation.sql',
	estimates: 'supabase/migrations/20260101001100_estimates.sql'
};
