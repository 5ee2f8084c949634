import {
	NotFoundException,
	WorkOS,
	type Organization,
	type OrganizationMembership
} from '@workos-inc/node';
import { config } from './config';
import { Outage } from './outage';

/*
 * What we ask WorkOS with the API key. WorkOS does as this key says, so each function here must be
 * given ids that the caller may act on: their own user id from a verified token, or ids that were
 * resolved within their organization. The functions that act for people stand in
 * `new-organization.ts` and `end-session.ts`; those that only read for the mirror in `mirror.ts`.
 */

let known: { key: string; client: WorkOS } | undefined;

function client(): WorkOS {
	const { workosApiKey, workosApiUrl, workosClientId } = config();
	// One for all requests, since each would fetch WorkOS' keys anew.
	if (known?.key !== workosApiKey) {
		const url = new URL(workosApiUrl);
		known = {
			key: workosApiKey,
			client: new WorkOS({
				apiKey: workosApiKey,
				clientId: workosClientId,
				apiHostname: url.hostname,
				...(url.port && { port: Number(url.port) }),
				https: url.protocol === 'https:',
				timeout: 5_000,
				maxRetries: 1
			})
		};
	}
	return known.client;
}

/** Runs one call; a 404 becomes null, and anything without a verdict an outage. */
async function ask<Value>(call: (workos: WorkOS) => Promise<Value>): Promise<Value | null> {
	let timer: ReturnType<typeof setTimeout> | undefined;
	try {
		// The SDK's build for workers ignores its timeout.
		const tooLong = new Promise<never>((_, reject) => {
			timer = setTimeout(() => reject(new Error('no answer within 12 seconds')), 12_000);
		});
		return await Promise.race([call(client()), tooLong]);
	} catch (reason) {
		if (reason instanceof NotFoundException) return null;
		if (isVerdict(reason)) throw reason;
		throw new Outage('WorkOS', reason);
	} finally {
		clearTimeout(timer);
	}
}

function isVerdict(reason: unknown): boolean {
	const status = (reason as { status?: number }).status;
	return status !== undefined && status < 500 && status !== 408 && status !== 429;
}

/** Whether WorkOS refused with this code of its own. */
export function refusedWith(reason: unknown, code: string): boolean {
	return (reason as { code?: string }).code === code;
}

export function getOrganization(id: string): Promise<Organization | null> {
	return ask((workos) => workos.organizations.getOrganization(id));
}

export function getOrganizationByExternalId(externalId: string): Promise<Organization | null> {
	return ask((workos) => workos.organizations.getOrganizationByExternalId(externalId));
}

export async function createOrganization(name: string, externalId: string): Promise<Organization> {
	const created = await ask((workos) =>
		workos.organizations.createOrganization({ name, externalId })
	);
	return created!;
}

export function getMembership(id: string): Promise<OrganizationMembership | null> {
	return ask((workos) => workos.userManagement.getOrganizationMembership(id));
}

const everyStatus: OrganizationMembership['status'][] = ['active', 'inactive', 'pending'];

/** All memberships of a person or of an organization, whatever their status. */
export async function listMemberships(
	of: { userId: string } | { organizationId: string }
): Promise<OrganizationMembership[]> {
	const all: OrganizationMembership[] = [];
	let after: string | undefined;
	do {
		const page = await ask((workos) =>
			workos.userManagement.listOrganizationMemberships({
				...of,
				statuses: everyStatus,
				limit: 100,
				...(after && { after })
			})
		);
		all.push(...(page?.data ?? []));
		after = page?.listMetadata.after ?? undefined;
	} while (after);
	return all;
}

export async function createMembership(
	organizationId: string,
	userId: string,
	roleSlug: string
): Promise<OrganizationMembership> {
	const created = await ask((workos) =>
		workos.userManagement.createOrganizationMembership({ organizationId, userId, roleSlug })
	);
	return created!;
}

/** The ids of a person's open sessions, in whichever application they signed in. */
export async function listSessions(userId: string): Promise<string[]> {
	const ids: string[] = [];
	let after: string | undefined;
	do {
		const page = await ask((workos) =>
			workos.userManagement.listSessions(userId, { limit: 100, ...(after && { after }) })
		);
		ids.push(...(page?.data ?? []).map(({ id }) => id));
		after = page?.listMetadata.after ?? undefined;
	} while (after);
	return ids;
}

/** Ends a session at WorkOS. Ours has ended by then: this keeps others from going on with it. */
export async function revokeSession(sessionId: string): Promise<void> {
	await ask((workos) => workos.userManagement.revokeSession({ sessionId }));
}
