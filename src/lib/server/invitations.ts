import type { Invitation } from '@workos-inc/node';
import { asAct, asActs, asGone, asNew } from './acts';
import { asAdmin, asReadingAdmin, invitationOf, type Actor } from './fence';
import { refusedBy } from './limits';
import { log } from './log';
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
	outcome:
		| 'sent'
		| 'member'
		| 'invited'
		| 'undeliverable'
		| 'no address'
		| 'no answer'
		| 'not tried'
		| 'refused';
}

/** How long an invitation can be open, and for how long one that ran out is worth showing again. */
const span = 60 * 24 * 60 * 60 * 1000;

/** The addresses that WorkOS is told at a time. */
const atATime = 5;

/** How long a list is worked through, in milliseconds. */
const patience = 25_000;

/** How many pages of a hundred are looked through for those that nobody accepted. */
const mostPages = 10;

/**
 * The invitations that nobody has accepted yet, the newest first. WorkOS has them, and they are
 * asked for each time rather than mirrored: what is shown is what can be accepted now. WorkOS lists
 * those that were accepted among them, so of very many only the newest thousand are looked through.
 */
export async function readInvitations(): Promise<
	{ open: OpenInvitation[]; isCut: boolean; refused?: undefined } | Refusal
> {
	const actor = await asReadingAdmin();
	if (actor.refused) return actor;

	const open = new Map<string, OpenInvitation>();
	const replaced = new Set<string>();
	let seen = 0;
	for await (const invitation of newestFirst(actor, Date.now() - span)) {
		seen++;
		const email = invitation.email.toLowerCase();
		const shown = present(invitation);
		if (shown && !replaced.has(email)) open.set(invitation.id, shown);
		replaced.add(email);
	}
	return { open: [...open.values()], isCut: seen === mostPages * 100 };
}

async function* newestFirst({ organizationId }: Actor, since: number): AsyncGenerator<Invitation> {
	let after: string | undefined;
	for (let number = 0; number < mostPages; number++) {
		const page = await workos.listInvitations(organizationId, { after });
		for (const invitation of page.invitations) {
			if (Date.parse(invitation.createdAt) < since) return;
			yield invitation;
		}
		if (!page.after) return;
		after = page.after;
	}
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

	const tooMany = await tooManyMails(actor, emails.length);
	if (tooMany) return tooMany;

	const invited: Invited[] = [];
	const until = Date.now() + patience;
	let isOver = false;
	for (let done = 0; done < emails.length; done += atATime) {
		const some = emails.slice(done, done + atATime);
		// What is left is for another try: an answer that takes minutes may not arrive.
		isOver ||= Date.now() > until || invited.some(({ outcome }) => outcome === 'no answer');
		// They may have stopped being one meanwhile.
		isOver ||= done > 0 && (await asAdmin()).refused !== undefined;
		invited.push(
			...(isOver
				? some.map((email) => ({ email, outcome: 'not tried' as const }))
				: await inviteSome(actor, some, role))
		);
	}
	return { invited };
}

/** Each invitation is a mail to somebody who did not ask for it. */
async function tooManyMails(
	{ userId, organizationId }: Actor,
	count: number
): Promise<Refusal | null> {
	return (
		(await refusedBy('invitations', userId, 'You have sent many invitations.', count)) ??
		(await refusedBy(
			'invitations of an organization',
			organizationId,
			'Many invitations were sent from here.',
			count
		))
	);
}

/** WorkOS' codes by what they mean for one address. */
const outcomes: Record<string, Invited['outcome']> = {
	user_already_organization_member: 'member',
	email_already_invited_to_organization: 'invited',
	email_domain_not_deliverable: 'undeliverable',
	invalid_request_parameters: 'no address'
};

/** What became of an address, and the id of an invitation that was sent. */
type Answer = Invited & { id?: string };

async function inviteSome(actor: Actor, emails: string[], role: string): Promise<Invited[]> {
	const plans = emails.map((email) => ({
		...{ org_id: actor.organizationId, resource: 'invitations', resource_id: '' },
		...{ kind: 'created' as const, changes: asNew({ email, role }) }
	}));
	const answers = await asActs(
		...[actor, plans, () => Promise.all(emails.map((email) => inviteOne(actor, email, role)))],
		({ outcome, id }: Answer) => {
			if (outcome === 'sent') return { resource_id: id };
			return outcome === 'no answer' ? { changes: asNew({ outcome }) } : null;
		}
	);
	return answers.map(({ email, outcome }) => ({ email, outcome }));
}

async function inviteOne(actor: Actor, email: string, role: string): Promise<Answer> {
	const { organizationId, userId: inviterUserId } = actor;
	try {
		const values = { email, organizationId, roleSlug: role, inviterUserId };
		const { id } = await workos.sendInvitation(values);
		return { email, outcome: 'sent', id };
	} catch (reason) {
		if (!(reason instanceof Outage)) {
			const outcome = outcomes[workos.codeOf(reason)];
			if (!outcome) log('warn', 'invitation refused by WorkOS', { code: workos.codeOf(reason) });
			return { email, outcome: outcome ?? 'refused' };
		}
		const found = await openInvitation(organizationId, email).catch(() => undefined);
		return found ? { email, outcome: 'sent', id: found.id } : { email, outcome: 'no answer' };
	}
}

/** A call without an answer may have been done: WorkOS knows. */
async function openInvitation(
	organizationId: string,
	email: string
): Promise<Invitation | undefined> {
	const { invitations } = await workos.listInvitations(organizationId, { email });
	return invitations.find(({ state }) => state === 'pending');
}

const words: Record<string, string> = {
	invite_expired: 'It has run out. Invite them again.',
	invite_revoked: 'It was revoked meanwhile.',
	invite_accepted: 'It was accepted meanwhile.',
	invite_not_pending: 'It is no longer open: it was accepted, revoked, or has run out.'
};

/** Sends the mail once more. */
export function resend(id: string): Promise<{ email: string; refused?: undefined } | Refusal> {
	return withInvitation(id, 'resent', (found) => workos.resendInvitation(found), 1);
}

/** Makes the link worth nothing. */
export function revoke(id: string): Promise<{ email: string; refused?: undefined } | Refusal> {
	return withInvitation(id, 'deleted', (found) => workos.revokeInvitation(found));
}

async function withInvitation(
	id: string,
	kind: 'resent' | 'deleted',
	act: (id: string) => Promise<Invitation | null>,
	mails = 0
): Promise<{ email: string; refused?: undefined } | Refusal> {
	const actor = await asAdmin();
	if (actor.refused) return actor;
	const invitation = await invitationOf(actor, id);
	if (!invitation) return refusals.gone;
	const tooMany = mails > 0 && (await tooManyMails(actor, mails));
	if (tooMany) return tooMany;
	try {
		const { email, roleSlug: role } = invitation;
		const now = await asAct(
			actor,
			{
				...{
					org_id: actor.organizationId,
					resource: 'invitations',
					resource_id: invitation.id,
					kind
				},
				changes: kind === 'resent' ? { email: [email, email] } : asGone({ email, role })
			},
			() => act(invitation.id),
			(answer) => answer && {}
		);
		return now ? { email: now.email } : refusals.gone;
	} catch (reason) {
		const problem = words[workos.codeOf(reason)];
		if (!problem) throw reason;
		return { ...refusals.changed, problem };
	}
}
