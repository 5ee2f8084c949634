import type { Organization } from '@workos-inc/node';
import { asAct } from './acts';
import { asAdmin } from './fence';
import { putOrganization } from './mirror';
import { Outage } from './outage';
import { getOrganization, isRefusal, renameOrganization } from './workos';
import { refusals, type Refusal } from './write';

/** A service was away. What that means for the organization, in a sentence. */
export interface Stopped {
	refused: 'away';
	status: 503;
	problem: string;
	outage: Outage;
}

/** How far it came when a service was away. */
const stopped = {
	before: 'WorkOS cannot be reached, or has too much to do, so the name is as it was. Try again.',
	unsure:
		'WorkOS gave no answer in time, so the name may or may not have changed. Have a look in a minute.',
	after: 'WorkOS has the new name, but it could not be written down here yet. Save it once more.'
};

const notTaken: Refusal = {
	refused: 'invalid',
	status: 400,
	problem: 'WorkOS does not take this name. Try another one.'
};

/**
 * Gives the caller's organization another name: in WorkOS, then here. Its address stays.
 *
 * @param was what it was called on the page that they see
 */
export async function rename(
	name: string,
	was: string
): Promise<{ refused?: undefined } | Refusal | Stopped> {
	const actor = await asAdmin();
	if (actor.refused) return actor;

	let phase: keyof typeof stopped = 'before';
	try {
		const before = await getOrganization(actor.organizationId);
		if (!before) return refusals.gone;
		if (before.name !== was && before.name !== name) {
			await putOrganization(before);
			return refusals.changed;
		}
		if (before.name !== name) phase = 'unsure';
		const { organizationId: org_id } = actor;
		const plan = { org_id, resource: 'organizations', resource_id: org_id };
		return await asAct(actor, plan, async () => {
			const { organization, reason } = await renameInWorkos(before, name);
			if (!organization) return refusals.gone;
			phase = organization.name === name ? 'after' : 'before';
			if (reason) throw reason;
			await putOrganization(organization);
			return {};
		});
	} catch (reason) {
		if (isRefusal(reason)) return notTaken;
		if (!(reason instanceof Outage)) throw reason;
		return { refused: 'away', status: 503, problem: stopped[phase], outage: reason };
	}
}

/**
 * A call that ended without an answer is resolved by asking what the name is now.
 *
 * @returns the organization as WorkOS has it, and why it has still the name it had
 */
async function renameInWorkos(
	before: Organization,
	name: string
): Promise<{ organization: Organization | null; reason?: unknown }> {
	if (before.name === name) return { organization: before };
	try {
		return { organization: await renameOrganization(before.id, name) };
	} catch (reason) {
		if (isRefusal(reason)) throw reason;
		const now = await getOrganization(before.id);
		return { organization: now, ...(now?.name !== name && { reason }) };
	}
}
