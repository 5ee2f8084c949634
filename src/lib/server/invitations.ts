import type { Invitation } from '@workos-inc/node';
import { asAdmin, invitationOf, type Actor } from './fence';
import { Outage } from './outage';
import { offeredRoles } from './role-names';
import * as workos from './workos';
import { refusals, type Refusal } from './write';

/** An invitation as an admin may see it: without its token and its link, which are secrets. */
export interface OpenInvitation {
	id: string;
	email: string;
	role: string;
	state: 'pending' | 'expired';
	sent_at: string;
	expires_at: string;
}

/** What became of one address of a list. */
export interface Invited {
	email: string;
	outcome: 'sent' | 'member' | 'invited' | 'undeliverable' | 'no address' | 'no answer' | 'refused';
}

/** How long an invitation can be open, and for how long one that ran out is worth showing again. */
const span = 60 * 24 * 60 * 60 * 1000;

/** The addresses that WorkOS is told at a time. */
const atATime = 5;

/**
 * The invitations that nobody has accepted yet, the newest first. WorkOS has them, and they are
 * asked for each time rather than mirrored: what is shown is what can be accepted now.
 */
export async function readInvitations(): Promise<OpenInvitation[] | Refusal> {
	const actor = await asAdmin();
	if (actor.refused) return actor;

	const open = new Map<string, OpenInvitation>();
	const replaced = new Set<string>();
	for await (const invitation of newestFirst(actor, Date.now() - span)) {
		const email = invitation.email.toLowerCase();
		const shown = present(invitation);
		if (shown && !replaced.has(email)) open.set(invitation.id, shown);
		replaced.add(email);
	}
	return [...open.values()];
}

async function* newestFirst({ organizationId }: Actor, since: number): AsyncGenerator<Invitation> {
	let after: string | undefined;
	do {
		const page = await workos.listInvitations(organizationId, { after });
		for (const invitation of page.invitations) {
			if (Date.parse(invitation.createdAt) < since) return;
			yield invitation;
		}
		after = page.after ?? undefined;
	} while (after);
}

function present(invitation: Invitation): OpenInvitation | null {
	const { id, email, roleSlug, state, createdAt, expiresAt } = invitation;
	if (state !== 'pending' && state !== 'expired') return null;
	return {
		...{ id, email, state },
		...{ role: roleSlug ?? 'member', sent_at: createdAt, expires_at: expiresAt }
	};
}

/** Invites these addresses, each with an outcome of its own, in their order. */
export async function invite(
	emails: string[],
	role: string
): Promise<{ invited: Invited[]; refused?: undefined } | Refusal> {
	const actor = await asAdmin();
	if (actor.refused) return actor;
	const roles = await offeredRoles(actor.organizationId);
	if (!roles.some(({ slug }) => slug === role)) {
		return { ...refusals.invalid, problem: 'Choose a role from the list.' };
	}

	const invited: Invited[] = [];
	for (let done = 0; done < emails.length; done += atATime) {
		const some = emails.slice(done, done + atATime);
		const outcomes = await Promise.all(some.map((email) => inviteOne(actor, email, role)));
		invited.push(...outcomes);
	}
	return { invited };
}

/** WorkOS' codes by what they mean for one address. */
const outcomes: Record<string, Invited['outcome']> = {
	user_already_organization_member: 'member',
	email_already_invited_to_organization: 'invited',
	email_domain_not_deliverable: 'undeliverable',
	invalid_request_parameters: 'no address'
};

async function inviteOne(actor: Actor, email: string, role: string): Promise<Invited> {
	const { organizationId, userId: inviterUserId } = actor;
	try {
		await workos.sendInvitation({ email, organizationId, roleSlug: role, inviterUserId });
		return { email, outcome: 'sent' };
	} catch (reason) {
		if (!(reason instanceof Outage)) {
			return { email, outcome: outcomes[workos.codeOf(reason)] ?? 'refused' };
		}
		const isThere = await isInvited(organizationId, email).catch(() => false);
		return { email, outcome: isThere ? 'sent' : 'no answer' };
	}
}

/** A call without an answer may have been done: WorkOS knows. */
async function isInvited(organizationId: string, email: string): Promise<boolean> {
	const { invitations } = await workos.listInvitations(organizationId, { email });
	return invitations.some(({ state }) => state === 'pending');
}

const words: Record<string, string> = {
	invite_expired: 'It has run out. Invite them again.',
	invite_revoked: 'It was revoked meanwhile.',
	invite_accepted: 'It was accepted meanwhile.',
	invite_not_pending: 'It is no longer open: it was accepted, revoked, or has run out.'
};

/** Sends the mail once more. */
export function resend(id: string): Promise<{ email: string; refused?: undefined } | Refusal> {
	return withInvitation(id, (found) => workos.resendInvitation(found));
}

/** Makes the link worth nothing. */
export function revoke(id: string): Promise<{ email: string; refused?: undefined } | Refusal> {
	return withInvitation(id, (found) => workos.revokeInvitation(found));
}

async function withInvitation(
	id: string,
	act: (id: string) => Promise<Invitation | null>
): Promise<{ email: string; refused?: undefined } | Refusal> {
	const actor = await asAdmin();
	if (actor.refused) return actor;
	const invitation = await invitationOf(actor, id);
	if (!invitation) return refusals.gone;
	try {
		const now = await act(invitation.id);
		return now ? { email: now.email } : refusals.gone;
	} catch (reason) {
		const problem = words[workos.codeOf(reason)];
		if (!problem) throw reason;
		return { ...refusals.changed, problem };
	}
}
