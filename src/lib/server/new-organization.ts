import type { Organization } from '@workos-inc/node';
import { asAct, type Doer } from './acts';
import { putMembership, putOrganization } from './mirror';
import { hadMembership } from './service';
import {
	createMembership,
	createOrganization,
	getOrganizationByExternalId,
	listMemberships,
	refusedWith
} from './workos';

/**
 * Creates an organization in WorkOS with this person as its admin, and mirrors it.
 *
 * Three remote steps, each of which may be the last before a crash, and all of which a double
 * click runs twice. So the form's nonce is the organization's external id, and every step looks
 * first at what an earlier attempt has done. The nonce counts together with the person: somebody
 * else's leads nowhere.
 *
 * @param person the caller themselves, of their verified token
 * @returns the organization's id; null when this form made one long ago and the person has left
 *   it since: sending the form again is no way back in
 */
export async function createOwnOrganization(
	person: Doer,
	name: string,
	nonce: string
): Promise<string | null> {
	const { userId } = person;
	const externalId = `${userId}:${nonce}`;
	const made = { org_id: null, resource: 'organizations', resource_id: externalId };
	const organization = await asAct(person, made, async () => {
		const found = await findOrCreate(name, externalId);
		await putOrganization(found);
		return found;
	});
	const { id } = organization;
	const plan = { org_id: id, resource: 'memberships', resource_id: userId, becomes: 'active' };
	const own = await asAct(person, plan, async () => {
		const found = await findOrJoin(id, userId);
		if (!found) return null;
		await putMembership(found);
		return found;
	});
	if (!own) return null;
	return own.status === 'active' ? organization.id : null;
}

async function findOrCreate(name: string, externalId: string): Promise<Organization> {
	const earlier = await getOrganizationByExternalId(externalId);
	if (earlier) return earlier;
	try {
		return await createOrganization(name, externalId);
	} catch (reason) {
		const other = refusedWith(reason, 'external_id_already_used')
			? await getOrganizationByExternalId(externalId)
			: null;
		if (!other) throw reason;
		return other;
	}
}

/** Null when the person was in it before: then this form has done its work. */
async function findOrJoin(organizationId: string, userId: string) {
	// Asked first: what another click does meanwhile is then found in the list.
	const wasMember = await hadMembership(organizationId, userId);
	const memberships = await listMemberships({ organizationId });
	const own = memberships.find((membership) => membership.userId === userId);
	if (own || memberships.length > 0 || wasMember) return own ?? null;
	return joinAsAdmin(organizationId, userId);
}

async function joinAsAdmin(organizationId: string, userId: string) {
	try {
		return await createMembership(organizationId, userId, 'admin');
	} catch (reason) {
		// The other click was faster.
		const memberships = await listMemberships({ organizationId });
		const own = memberships.find((membership) => membership.userId === userId);
		if (!own) throw reason;
		return own;
	}
}
