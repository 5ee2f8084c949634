import { isSameName } from '$lib/schemas/organization';
import { asAct } from './acts';
import { asRecentAdmin } from './fence';
import { Outage } from './outage';
import { organizationGone } from './service';
import { deleteOrganization, getOrganization, isRefusal } from './workos';
import type { Refusal } from './write';

/*
 * The end of an organization, by one of its admins: in WorkOS first, and here only once it is certain
 * that WorkOS has it no more. From the next statement on everything of it is closed to everybody; its
 * rows are erased by `erase.ts`.
 *
 * It may stop after each step. What was done is found by whoever tries again, and where nobody does,
 * the event that WorkOS sends of it finishes it.
 */

/** Why it did not come to an end, in a sentence for the person and a status for `fail`. */
export interface Obstacle {
	refused: 'mistyped' | 'refused' | 'away';
	status: number;
	problem: string;
	/** The service that was away. */
	outage?: Outage;
}

/** How far it came when a service was away, and what to do about it. */
const stopped = {
	calling:
		'WorkOS cannot be reached, or has too much to do, so nothing was deleted. Try again in a moment.',
	asking:
		'WorkOS gave no answer in time, so the organization may or may not be deleted by now. Try again in a moment: if it is still there, it is deleted then.',
	deleted:
		'WorkOS deleted the organization, and we could not finish the rest. Try again in a moment; otherwise it is finished with the next sync.'
};

/**
 * Deletes the organization of the caller's verified token.
 *
 * @param typed what they typed to confirm it: its name
 */
export async function endOrganization(
	typed: string
): Promise<{ refused?: undefined } | Obstacle | Refusal> {
	const actor = await asRecentAdmin();
	if (actor.refused) return actor;
	const { organizationId, organizationName } = actor;
	if (!isSameName(typed, organizationName)) {
		return { refused: 'mistyped', status: 400, problem: `Type ${organizationName} to confirm it.` };
	}

	let phase: keyof typeof stopped = 'calling';
	try {
		const plan = { org_id: organizationId, resource: 'organizations', resource_id: organizationId };
		return await asAct(actor, plan, async () => {
			await deleteInWorkos(organizationId, (next) => (phase = next));
			phase = 'deleted';
			await organizationGone(organizationId);
			return {};
		});
	} catch (reason) {
		if (isRefusal(reason)) {
			const problem = 'WorkOS refused to delete the organization, so nothing was deleted.';
			return { refused: 'refused', status: 409, problem };
		}
		if (!(reason instanceof Outage)) throw reason;
		return { refused: 'away', status: 503, problem: stopped[phase], outage: reason };
	}
}

/** A call that did not end well is resolved by asking whether the organization still exists. */
async function deleteInWorkos(
	id: string,
	enter: (phase: 'calling' | 'asking') => void
): Promise<void> {
	try {
		await deleteOrganization(id);
	} catch (reason) {
		enter('asking');
		const isThere = await getOrganization(id);
		enter('calling');
		if (isThere) throw reason;
	}
}
