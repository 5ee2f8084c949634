import { error, type RequestEvent } from '@sveltejs/kit';
import type { Invitation } from '@workos-inc/node';
import { asAct } from './acts';
import { readInvitation } from './cookies';
import { repair } from './mirror';
import { orUnavailable } from './outage';
import { visitor, type Visitor } from './session';
import {
	acceptInvitation,
	codeOf,
	findInvitation,
	findUser,
	getOrganization,
	getUser
} from './workos';

/*
 * What somebody does with an invitation they were sent. WorkOS accepts for whoever the app says, so
 * this is the one place that calls it, and it does so only for the person with the address that the
 * invitation was sent to, which they have proven to be theirs.
 *
 * An invitation's token lets whoever holds it in: it comes from a cookie and goes to WorkOS alone.
 */

/** How an invitation and the person who looks at it go together. */
export type Standing =
	| { kind: 'missing' | 'unknown' | 'expired' | 'revoked' | 'used' }
	/** Nobody is signed in. */
	| { kind: 'open'; email: string; isKnown: boolean }
	/** It is for the person who looks. */
	| { kind: 'yours'; email: string; organization: string }
	/** It is theirs by its address, which they have not proven yet. */
	| { kind: 'unproven'; email: string; organization: string }
	| { kind: 'of somebody else'; email: string; me: string; organization: string }
	/** They have accepted it, here or on WorkOS' page. */
	| { kind: 'accepted'; slug: string | null };

/** What becomes of the invitation whose link this browser opened. */
export async function standingOf(event: RequestEvent): Promise<Standing> {
	const { standing } = await look(event);
	return standing;
}

/**
 * Accepts it for the person who is signed in, and brings the mirror up to date.
 *
 * @returns how things stand after it
 * @throws HTTP 403 for somebody who acts in another's name
 */
export async function acceptOwn(event: RequestEvent): Promise<Standing> {
	const { standing, invitation, person } = await look(event);
	if (standing.kind !== 'yours' || !invitation || !person) return standing;
	if (person.state.impersonator) {
		error(403, 'An invitation is accepted by the person it was sent to.');
	}
	const plan = {
		...{ org_id: invitation.organizationId, resource: 'memberships', resource_id: person.userId },
		becomes: 'active'
	};
	await orUnavailable(
		event,
		asAct(person, plan, () => accept(invitation, person))
	);
	return standingOf(event);
}

async function accept({ id }: Invitation, { supabase, userId }: Visitor): Promise<void> {
	try {
		await acceptInvitation(id);
	} catch (reason) {
		// It was accepted, revoked or ran out in this moment: how things stand says which.
		if (!/^(invite_|invalid_invite)/.test(codeOf(reason))) throw reason;
	}
	await repair(supabase, userId);
}

async function look(event: RequestEvent): Promise<{
	standing: Standing;
	invitation?: Invitation;
	person?: Visitor | null;
}> {
	const token = readInvitation(event);
	if (!token) return { standing: { kind: 'missing' } };
	const [invitation, person] = await orUnavailable(
		event,
		Promise.all([findInvitation(token), visitor(event)])
	);
	if (!invitation) return { standing: { kind: 'unknown' } };
	const standing = await orUnavailable(event, judge(invitation, person));
	return { standing, invitation, person };
}

async function judge(invitation: Invitation, person: Visitor | null): Promise<Standing> {
	const { state, email, acceptedUserId, organizationId } = invitation;
	if (state === 'accepted' && person && acceptedUserId === person.userId) {
		return { kind: 'accepted', slug: await slugOf(person, organizationId) };
	}
	if (state === 'accepted') return { kind: 'used' };
	if (state === 'expired' || state === 'revoked') return { kind: state };
	if (!person) return { kind: 'open', email, isKnown: await isKnown(email) };

	const [user, organization] = await Promise.all([
		getUser(person.userId),
		organizationId ? getOrganization(organizationId) : null
	]);
	const name = organization?.name ?? 'Orgdeck';
	if (user?.email.toLowerCase() !== email.toLowerCase()) {
		return { kind: 'of somebody else', email, me: user?.email ?? '', organization: name };
	}
	return { kind: user.emailVerified ? 'yours' : 'unproven', email, organization: name };
}

/** Somebody whom only the invitation made known has never signed in, and signs up first. */
async function isKnown(email: string): Promise<boolean> {
	const user = await findUser(email);
	return Boolean(user?.lastSignInAt);
}

/** Null when they have left it since. The mirror may not have heard of it yet. */
async function slugOf(person: Visitor, organizationId: string | null): Promise<string | null> {
	if (!organizationId) return null;
	const known = await findSlug(person, organizationId);
	if (known) return known;
	await repair(person.supabase, person.userId);
	return findSlug(person, organizationId);
}

async function findSlug({ supabase }: Visitor, organizationId: string): Promise<string | null> {
	const { data } = await supabase
		.from('organizations')
		.select('slug')
		.eq('id', organizationId)
		.maybeSingle()
		.throwOnError();
	return data?.slug ?? null;
}
