import type { Invitation } from '@workos-inc/node';
import { inOrganization } from './organization';
import type { SessionState } from './session-state';
import { getInvitation } from './workos';
import { refusals, type Refusal } from './write';

/*
 * What people do to people is done by WorkOS with the API key, which may do anything: here our code,
 * not Postgres, is the fence. So whatever `members.ts` and `invitations.ts` do begins here:
 *
 * - the database says, in this very request, whether the caller is an admin now and not impersonated;
 * - the organization is that of their verified token, never one that was sent;
 * - each target is looked up in that organization before its id is used: invitations here, memberships
 *   by `membership-change.ts`.
 */

/** Who acts, and where: proven, not given. */
export interface Actor {
	userId: string;
	organizationId: string;
}

export type Allowed = ({ refused?: undefined } & Actor) | Refusal;

/** For what only admins do. */
export async function asAdmin(): Promise<Allowed> {
	return actIf((state) => state.isAdmin);
}

/** For what members do to themselves. */
export async function asThemselves(): Promise<Allowed> {
	return actIf(() => true);
}

async function actIf(allows: (state: SessionState) => boolean): Promise<Allowed> {
	const { token, reader } = inOrganization();
	const state = await reader.read();
	if (state.sessionEnded) return refusals['signed out'];
	if (state.impersonator) return refusals.impersonated;
	if (state.status !== 'active' || !allows(state)) return refusals.forbidden;
	return { userId: token.userId, organizationId: token.organizationId! };
}

/** The invitation with this id, if it is one of the actor's organization. */
export async function invitationOf(
	{ organizationId }: Actor,
	id: string
): Promise<Invitation | null> {
	const invitation = await getInvitation(id);
	return invitation?.organizationId === organizationId ? invitation : null;
}
