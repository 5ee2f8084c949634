import type { OrganizationMembership } from '@workos-inc/node';
import { asAct } from './acts';
import type { Actor } from './fence';
import { putMembership, putMembershipGone } from './mirror';
import { Outage } from './outage';
import { releaseMembership, reserveMembership, type MembershipChange } from './service';
import { codeOf, getMembership } from './workos';
import { refusals, type Refusal } from './write';

/*
 * How a membership is changed so that the organization keeps an admin, whoever acts in the same
 * moment and however late WorkOS answers: reserve, look at WorkOS, act, mirror, release. See
 * docs/decisions/0008.
 */

/** A membership as WorkOS has it; null once it has none. */
type Now = OrganizationMembership | null;

export interface Change {
	/** What the person has after it; null when they are out, for good or for now. */
	roles: string[] | null;
	act(membership: OrganizationMembership): Promise<Now>;
	isDone(now: Now): boolean;
	/** What comes before, while the person is still there. */
	before?: () => Promise<Refusal | null>;
}

export type Outcome = { refused?: undefined } | Refusal;

/** How long looking at WorkOS may take, in milliseconds. A reservation outlives it and one call. */
const patience = 20_000;

/** Why a membership is not changed, in words. */
export const words = {
	none: refusals.gone,
	busy: {
		refused: 'changed',
		status: 409,
		problem: 'Somebody is changing the same membership right now. Have a look in a moment.'
	},
	last: {
		refused: 'forbidden',
		status: 403,
		problem: 'Nobody else would be left to run the organization. Make somebody else an admin first.'
	},
	directory: {
		refused: 'forbidden',
		status: 403,
		problem: 'A directory manages this membership. It is changed there, by whoever runs it.'
	},
	role: { refused: 'invalid', status: 400, problem: 'There is no such role any more.' },
	pending: {
		refused: 'forbidden',
		status: 403,
		problem: 'They have not accepted their invitation yet. Revoke it instead.'
	}
} as const satisfies Record<string, Refusal>;

/** WorkOS' codes that are an answer to the person. */
const codes: Record<string, Refusal> = {
	invalid_role: words.role,
	cannot_deactivate_pending_organization_membership: words.pending,
	cannot_reactivate_pending_organization_membership: words.pending
};

/**
 * Changes the membership of a person in the actor's organization.
 *
 * @throws {Outage} when WorkOS or the database is away. Where WorkOS had been told by then, the
 *   membership stays reserved until it says what became of it.
 */
export async function changeMembership(
	actor: Actor,
	userId: string,
	change: Change
): Promise<Outcome> {
	const { organizationId } = actor;
	const key = { org_id: organizationId, user_id: userId, holder: crypto.randomUUID() };
	let answered = true;
	try {
		const reserved = await reserve(key, change.roles, { deadline: Date.now() + patience });
		if (reserved.refused) return reserved;

		const { membership } = reserved;
		if (membership?.directoryManaged) return words.directory;
		if (!membership) return refusals.gone;
		const refusal = await change.before?.();
		if (refusal) return refusal;
		if (change.isDone(membership)) return {};

		answered = false;
		const plan = { org_id: organizationId, resource: 'memberships', resource_id: userId };
		const outcome = await asAct(actor, plan, () => act(membership, change));
		answered = true;
		return outcome;
	} finally {
		await releaseMembership(key, answered);
	}
}

/**
 * The membership as WorkOS had it after it was reserved, and after it was sure that an admin stays.
 *
 * @param deadline when looking at WorkOS has taken too long, in milliseconds
 * @param listed the membership itself, where WorkOS was asked for it a moment ago
 */
export async function reserve(
	key: MembershipChange,
	roles: string[] | null,
	{ deadline, listed }: { deadline: number; listed?: OrganizationMembership }
): Promise<{ membership: Now; refused?: undefined } | Refusal> {
	const asked = new Map<string, Now>(listed && [[key.user_id, listed]]);

	for (;;) {
		const next = await reserveMembership(key, roles, [...asked.keys()]);
		if (next.answer === 'go') return { membership: asked.get(key.user_id) ?? null };
		if (next.answer !== 'ask') return words[next.answer];

		const { person, membership } = next;
		asked.set(person, await look({ id: membership, organizationId: key.org_id, userId: person }));
		if (Date.now() > deadline) throw new Outage('WorkOS', 'answers that came too slowly');
	}
}

async function act(membership: OrganizationMembership, change: Change): Promise<Outcome> {
	let now: Now;
	try {
		now = await change.act(membership);
	} catch (reason) {
		now = await look(membership);
		if (!change.isDone(now)) {
			// What has no verdict may still be done, later: that is for WorkOS to say.
			const refusal = reason instanceof Outage ? null : codes[codeOf(reason)];
			if (!refusal) throw reason;
			return refusal;
		}
	}
	await mirror(membership, now);
	return change.isDone(now) ? {} : refusals.gone;
}

/** What WorkOS has of a membership, which the mirror then has too. */
async function look(membership: {
	id: string;
	organizationId: string;
	userId: string;
}): Promise<Now> {
	const now = await getMembership(membership.id);
	await mirror(membership, now);
	return now;
}

async function mirror(
	membership: { id: string; organizationId: string; userId: string },
	now: Now
): Promise<void> {
	if (now) await putMembership(now);
	else await putMembershipGone(membership);
}
