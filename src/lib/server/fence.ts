import type { Invitation } from '@workos-inc/node';
import { inOrganization } from './organization';
import { SessionStateReader, type SessionState } from './session-state';
import { isRecent } from './step-up';
import type { Token } from './token';
import { getInvitation } from './workos';
import { refusals, type Refusal } from './write';

/*
 * What people do to people is done by WorkOS with the API key, which may do anything: here our code,
 * not Postgres, is the fence. So whatever `members.ts`, `invitations.ts`,
 * `rename-organization.ts` and `end-organization.ts` do begins here:
 *
 * - the database says, for each thing that is done, whether the caller is an admin now and not
 *   impersonated: what it said when the request began is old by the time a long form has arrived;
 * - the organization is that of their verified token, never one that was sent;
 * - each target is looked up in that organization before its id is used: invitations here, memberships
 *   by `membership-change.ts`.
 */

/** Who acts, and where: proven, not given. */
export interface Actor {
	userId: string;
	/** WorkOS' id of their session. */
	sid: string;
	organizationId: string;
	/** What it is called at this moment. */
	organizationName: string;
}

export type Allowed = ({ refused?: undefined } & Actor) | Refusal;

/** For what only admins do. */
export async function asAdmin(): Promise<Allowed> {
	return actIf((state) => state.isAdmin);
}

/** For what only admins do, and weighs so much that they must have signed in lately. */
export async function asRecentAdmin(): Promise<Allowed> {
	const actor = await asAdmin();
	if (actor.refused || isRecent(inOrganization().token)) return actor;
	return refusals['signed in long ago'];
}

/** For what admins read: there the answer that the page's own queries came with is new enough. */
export async function asReadingAdmin(): Promise<Allowed> {
	const { token, reader } = inOrganization();
	return judged(token, await reader.read(), (state) => state.isAdmin);
}

/** For what members do to themselves. */
export async function asThemselves(): Promise<Allowed> {
	return actIf(() => true);
}

async function actIf(allows: (state: SessionState) => boolean): Promise<Allowed> {
	const { token, supabase } = inOrganization();
	return judged(token, await new SessionStateReader(supabase).read(), allows);
}

function judged(
	token: Token,
	state: SessionState,
	allows: (state: SessionState) => boolean
): Allowed {
	if (state.sessionEnded) return refusals['signed out'];
	if (state.impersonator) return refusals.impersonated;
	if (state.status !== 'active' || !allows(state)) return refusals.forbidden;
	const { userId, sid } = token;
	const { name: organizationName } = state.organization;
	return { userId, sid, organizationId: token.organizationId!, organizationName };
}

/** The invitation with this id, if it is one of the actor's organization. */
export async function invitationOf(
	{ organizationId }: Actor,
	id: string
): Promise<Invitation | null> {
	const invitation = await getInvitation(id);
	return invitation?.organizationId === organizationId ? invitation : null;
}
