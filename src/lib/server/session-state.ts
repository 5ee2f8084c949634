import type { Supabase } from './supabase';

/** What the database says the token of this request still means: `session_state()`. */
export interface SessionState {
	sessionEnded: boolean;
	/** Of the membership, or that the organization is gone; null when the mirror never heard of it. */
	status: 'active' | 'inactive' | 'pending' | 'removed' | 'gone' | null;
	/** What the policies grant: an admin in the token and in the mirror. */
	isAdmin: boolean;
	adminInToken: boolean;
	adminInMirror: boolean;
	/** The e-mail address of who acts in this person's name. */
	impersonator: string | null;
	/** Why, in their own words; null where they gave none. */
	impersonatorReason: string | null;
	organization: { id: string; name: string; slug: string; picture: string | null };
	person: {
		id: string;
		firstName: string | null;
		lastName: string | null;
		email: string | null;
		picture: string | null;
	};
}

/** Asks once, however many loads of a request want to know. */
export class SessionStateReader {
	#supabase: Supabase;
	#answer: Promise<SessionState> | null = null;

	constructor(supabase: Supabase) {
		this.#supabase = supabase;
	}

	read(): Promise<SessionState> {
		return (this.#answer ??= readSessionState(this.#supabase));
	}
}

/** Whether a token that was minted just now and the mirror say different things. */
export function disagrees(state: SessionState): boolean {
	if (state.sessionEnded) return false;
	return (
		state.status !== 'active' ||
		state.adminInToken !== state.adminInMirror ||
		!state.organization.slug
	);
}

async function readSessionState(supabase: Supabase): Promise<SessionState> {
	const { data: row } = await supabase
		.rpc('session_state', undefined, { get: true })
		.single()
		.throwOnError();
	return {
		sessionEnded: row.session_ended,
		status: row.status as SessionState['status'],
		isAdmin: row.is_admin,
		adminInToken: row.admin_in_token,
		adminInMirror: row.admin_in_mirror,
		impersonator: row.impersonator,
		impersonatorReason: row.impersonator_reason,
		organization: {
			id: row.organization_id,
			name: row.organization_name,
			slug: row.organization_slug,
			picture: row.organization_picture
		},
		person: {
			id: row.user_id,
			firstName: row.first_name,
			lastName: row.last_name,
			email: row.email,
			picture: row.user_picture
		}
	};
}
