import { asAdmin, asThemselves, type Allowed } from './fence';
import { changeMembership, words, type Change, type Outcome } from './membership-change';
import { rolesOf } from './news';
import { mayBeGiven } from './role-names';
import {
	deactivateMembership,
	deleteMembership,
	reactivateMembership,
	updateMembership
} from './workos';
import { handOver, type Refusal } from './write';

export interface Leaving {
	/** Who takes over the open tasks of somebody who goes; nobody where it is empty. */
	handOverTo: string | null;
	/** Set once they have: also when nothing came of the rest. */
	isHandedOver?: boolean;
}

/** Gives a member another role in place of those they have. */
export async function changeRole(userId: string, role: string): Promise<Outcome> {
	if (!mayBeGiven(role)) return words.role;
	return changeAs(asAdmin, userId, () => ({
		roles: [role],
		act: ({ id }) => updateMembership(id, role),
		isDone: (now) => now !== null && rolesOf(now).join() === role
	}));
}

/** Pauses a membership: the person is kept out until it goes on. */
export function pause(userId: string, leaving: Leaving): Promise<Outcome> {
	return changeAs(asAdmin, userId, () => ({
		roles: null,
		before: () => handOverTasks(userId, leaving),
		act: ({ id }) => deactivateMembership(id),
		isDone: (now) => now?.status === 'inactive'
	}));
}

/** Lets a paused member in again, with the role they had. */
export function resume(userId: string): Promise<Outcome> {
	return changeAs(asAdmin, userId, () => ({
		roles: null,
		act: ({ id }) => reactivateMembership(id),
		isDone: (now) => now?.status === 'active'
	}));
}

/** Takes a member out of the organization. */
export function remove(userId: string, leaving: Leaving): Promise<Outcome> {
	return changeAs(asAdmin, userId, () => removal(userId, leaving));
}

/** Takes the caller out of the organization. */
export function leave(leaving: Leaving): Promise<Outcome> {
	return changeAs(asThemselves, null, (userId) => removal(userId, leaving));
}

function removal(userId: string, leaving: Leaving): Change {
	return {
		roles: null,
		before: () => handOverTasks(userId, leaving),
		act: ({ id }) => deleteMembership(id),
		isDone: (now) => now === null
	};
}

async function handOverTasks(from: string, leaving: Leaving): Promise<Refusal | null> {
	const { handOverTo: to } = leaving;
	if (to === null || to === from) return null;
	const refusal = await handOver(from, to);
	leaving.isHandedOver = !refusal;
	return refusal;
}

/** @param userId whom it is about; null for the caller */
async function changeAs(
	allow: () => Promise<Allowed>,
	userId: string | null,
	change: (userId: string) => Change
): Promise<Outcome> {
	const actor = await allow();
	if (actor.refused) return actor;
	const target = userId ?? actor.userId;
	return changeMembership(actor, target, change(target));
}
