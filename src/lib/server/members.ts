import { asAdmin, asThemselves, type Allowed } from './fence';
import { changeMembership, type Change, type Outcome } from './membership-change';
import { rolesOf } from './news';
import {
	deactivateMembership,
	deleteMembership,
	reactivateMembership,
	updateMembership
} from './workos';
import { handOver } from './write';

/** Who takes over the open tasks of somebody who goes; nobody where it is empty. */
interface Leaving {
	handOverTo: string | null;
}

/** Gives a member another role in place of those they have. */
export function changeRole(userId: string, role: string): Promise<Outcome> {
	return changeAs(asAdmin, userId, () => ({
		roles: [role],
		act: ({ id }) => updateMembership(id, role),
		isDone: (now) => now !== null && rolesOf(now).join() === role
	}));
}

/** Pauses a membership: the person is kept out until it goes on. */
export function pause(userId: string, { handOverTo }: Leaving): Promise<Outcome> {
	return changeAs(asAdmin, userId, () => ({
		roles: null,
		before: () => handOverTasks(userId, handOverTo),
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
export function remove(userId: string, { handOverTo }: Leaving): Promise<Outcome> {
	return changeAs(asAdmin, userId, () => removal(userId, handOverTo));
}

/** Takes the caller out of the organization. */
export function leave({ handOverTo }: Leaving): Promise<Outcome> {
	return changeAs(asThemselves, null, (userId) => removal(userId, handOverTo));
}

function removal(userId: string, handOverTo: string | null): Change {
	return {
		roles: null,
		before: () => handOverTasks(userId, handOverTo),
		act: ({ id }) => deleteMembership(id),
		isDone: (now) => now === null
	};
}

async function handOverTasks(from: string, to: string | null) {
	return to === null || to === from ? null : handOver(from, to);
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
