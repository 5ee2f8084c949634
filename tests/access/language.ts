/*
 * The words in which supabase/access.ts says who may do what.
 */

/** Who asks. Each is a person with a real token, who asks for rows of one organization. */
export const callers = {
	anon: 'is not signed in',
	nowhere: 'is signed in, without an organization in the token',
	stranger: 'is an admin of another organization, and asks with the token for that one',
	former: 'was an admin and has been removed; the token still says admin',
	demoted: 'was an admin and is a member now; the token still says admin',
	impersonator: 'acts in the name of an admin',
	member: 'is a member',
	admin: 'is an admin'
} as const;

/** Further callers, who must be treated as one of the above or get nothing at all. */
export const variants = {
	paused: 'was an admin and is paused; the token still says admin',
	ended: 'is an admin whose session has ended',
	supabase: 'is a user of Supabase Auth, which cannot be switched off'
} as const;

export type Caller = keyof typeof callers;
export type AnyCaller = Caller | keyof typeof variants;

export const allCallers = [...Object.keys(callers), ...Object.keys(variants)] as AnyCaller[];

/** Whether a list of rights includes this caller. */
export function includes(rights: Caller[] | undefined, caller: AnyCaller): boolean {
	if (caller === 'ended' || caller === 'supabase') return false;
	return (rights ?? []).includes(caller === 'paused' ? 'former' : caller);
}

export type Values = Record<string, unknown>;

/** What a row is made from, or found by. Ids of people are null where somebody never belonged. */
export interface Make {
	/** The organization whose row it is. */
	organization: string;
	/** Who is going to ask for it. */
	caller: string | null;
	/** An active member of the organization, who asks for nothing. */
	colleague: string;
	/** Another row of the same organization, for the same caller. */
	row(table: string, kind: string): Promise<Values>;
	/** A text that stands nowhere else. */
	text(): string;
}

/** The people and organizations there are. */
export interface Cast {
	/** The organization that is asked for. */
	organization: string;
	/** Another one, to which everybody who is signed in belongs too, as an admin. */
	beside: string;
	/** Another one, in which everybody who is signed in is paused. */
	asleep: string;
	/** One to which none of the callers belongs. */
	far: string;
	/** Members of the first organization, by the status of their membership. */
	here: string;
	paused: string;
	left: string;
	invited: string;
	/** A member of the organization beside, and of the one that is far. */
	personBeside: string;
	personFar: string;
	/** Who asks; null for those who are no person of ours. */
	caller: string | null;
}

export interface Rights {
	/** Left out where such a row cannot be asked for, for example one that somebody else made. */
	create?: Caller[];
	read: Caller[];
	change: Caller[];
	delete: Caller[];
}

/** Some of the rows of a table, and who may do what with them. */
export interface Rows extends Rights {
	/** What sets such a row apart, on top of the table's own `row`. */
	values?: (make: Make) => Values | Promise<Values>;
	/** What has to be there besides: rows of other tables. */
	with?: (make: Make, row: Values) => [table: string, values: Values][];
	/** Rows that nobody writes are found, not made. */
	key?: (cast: Cast) => Values;
}

export interface TableAccess {
	/** What the table holds, in a few words. */
	holds: string;
	/** Columns that may be given when a row is created, and when it is changed. */
	columns: { create: string[]; change: string[] };
	/** A row like any other; without it nobody writes the rows, and they are only found. */
	row?: (make: Make) => Values | Promise<Values>;
	/** What somebody might want to write, to try it: a change, and a row that nobody may add. */
	patch: Values;
	/** A change that takes a row away: of those who may change a row, only who may delete it makes it. */
	removal?: Values;
	attempt?: (make: Pick<Make, 'organization' | 'text'>) => Values;
	/** Columns that follow from rows of another table, which come and go beside what is tried here. */
	follows?: string[];
	rows: Record<string, Rows>;
}

export interface FunctionAccess {
	does: string;
	/** Callers, or the app's own server with the secret key. */
	for: Caller[] | 'server' | 'everybody and the server';
	/** What to ask it about a task, if it cannot be asked about nothing. */
	about?: (task: Values) => Values;
}

export interface Access {
	tables: Record<string, TableAccess>;
	functions: Record<string, FunctionAccess>;
	/** Views, sequences and storage buckets that the API reaches, and what they are for. */
	views: Record<string, string>;
	sequences: Record<string, string>;
	buckets: Record<string, string>;
}
