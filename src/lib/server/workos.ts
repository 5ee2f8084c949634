import {
	NotFoundException,
	SignatureVerificationException,
	WorkOS,
	type Connection,
	type Directory,
	type Event,
	type EventName,
	type Invitation,
	type Organization,
	type OrganizationMembership,
	type OrganizationRole,
	type User
} from '@workos-inc/node';
import { config, webhookSecret } from './config';
import { Outage } from './outage';

/*
 * What we ask WorkOS with the API key. WorkOS does as this key says, so each function here must be
 * given ids that the caller may act on: their own user id from a verified token, or ids that were
 * resolved within their organization. What people do to people goes through `fence.ts`, which sees to
 * that; what they do for themselves stands in `new-organization.ts`, `own-invitation.ts`,
 * `own-account.ts` and `end-session.ts`; what is only read for the mirror in `mirror.ts`.
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
	return codeOf(reason) === code;
}

/** The code with which WorkOS refused; empty where it had none. */
export function codeOf(reason: unknown): string {
	return (reason as { code?: string }).code ?? '';
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

export function getUser(id: string): Promise<User | null> {
	return ask((workos) => workos.userManagement.getUser(id));
}

/** Whether they were there or not, they are gone after it, with their memberships and sessions. */
export async function deleteUser(id: string): Promise<void> {
	await ask((workos) => workos.userManagement.deleteUser(id));
}

/** A page of a list, oldest first, and where the next one begins. */
export interface Page<Item> {
	items: Item[];
	after: string | null;
}

function pageOf<Item>(
	page: { data: Item[]; listMetadata: { after?: string | null } } | null
): Page<Item> {
	return { items: page?.data ?? [], after: page?.listMetadata.after ?? null };
}

const paging = (after: string | null) => ({
	...{ limit: 100, order: 'asc' as const },
	...(after && { after })
});

export async function listOrganizations(after: string | null): Promise<Page<Organization>> {
	return pageOf(await ask((workos) => workos.organizations.listOrganizations(paging(after))));
}

export async function listUsers(after: string | null): Promise<Page<User>> {
	return pageOf(await ask((workos) => workos.userManagement.listUsers(paging(after))));
}

/** Those of an organization, whatever their status. */
export async function listMembershipsOf(
	organizationId: string,
	after: string | null
): Promise<Page<OrganizationMembership>> {
	const options = { organizationId, statuses: everyStatus, ...paging(after) };
	return pageOf(await ask((workos) => workos.userManagement.listOrganizationMemberships(options)));
}

/**
 * The next 100 events of these names, in order.
 *
 * @returns null when WorkOS does not know the event to begin after
 */
export async function listEvents(
	names: readonly EventName[],
	from: { after: string } | { rangeStart: string }
): Promise<Event[] | null> {
	try {
		const options = { events: [...names], limit: 100, order: 'asc' as const, ...from };
		const page = await ask((workos) => workos.events.listEvents(options));
		return page?.data ?? null;
	} catch (reason) {
		const { status } = reason as { status?: number };
		if ('after' in from && (status === 400 || status === 422)) return null;
		throw reason;
	}
}

/** The event of a webhook; null when it is not WorkOS that sent it, or not lately. */
export async function verifiedEvent(payload: string, signature: string): Promise<Event | null> {
	const secret = webhookSecret();
	try {
		return await client().webhooks.constructEvent({ payload, sigHeader: signature, secret });
	} catch (reason) {
		if (reason instanceof SignatureVerificationException) return null;
		throw reason;
	}
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

/** Null once it is gone; so with the calls below that change one. */
export function updateMembership(
	id: string,
	roleSlug: string
): Promise<OrganizationMembership | null> {
	return ask((workos) => workos.userManagement.updateOrganizationMembership(id, { roleSlug }));
}

export function deactivateMembership(id: string): Promise<OrganizationMembership | null> {
	return ask((workos) => workos.userManagement.deactivateOrganizationMembership(id));
}

export function reactivateMembership(id: string): Promise<OrganizationMembership | null> {
	return ask((workos) => workos.userManagement.reactivateOrganizationMembership(id));
}

/** Whether it was there or not, it is gone after it. */
export async function deleteMembership(id: string): Promise<null> {
	await ask((workos) => workos.userManagement.deleteOrganizationMembership(id));
	return null;
}

/** The roles of the environment and of the organization, by priority. */
export async function listRoles(organizationId: string): Promise<OrganizationRole[]> {
	const roles = await ask((workos) => workos.authorization.listOrganizationRoles(organizationId));
	return (roles?.data ?? []) as OrganizationRole[];
}

export async function findUser(email: string): Promise<User | null> {
	const users = await ask((workos) => workos.userManagement.listUsers({ email }));
	return users?.data[0] ?? null;
}

/** Sends the mail. An invitation holds the secret of its link, so none leaves the server. */
export async function sendInvitation(invitation: {
	email: string;
	organizationId: string;
	roleSlug: string;
	inviterUserId: string;
}): Promise<Invitation> {
	const sent = await ask((workos) => workos.userManagement.sendInvitation(invitation));
	return sent!;
}

/** One page of an organization's invitations, the newest first, and where the next one begins. */
export async function listInvitations(
	organizationId: string,
	{ email, after }: { email?: string; after?: string } = {}
): Promise<{ invitations: Invitation[]; after: string | null }> {
	const page = await ask((workos) =>
		workos.userManagement.listInvitations({
			organizationId,
			limit: 100,
			...(email && { email }),
			...(after && { after })
		})
	);
	return { invitations: page?.data ?? [], after: page?.listMetadata.after ?? null };
}

export function getInvitation(id: string): Promise<Invitation | null> {
	return ask((workos) => workos.userManagement.getInvitation(id));
}

export function findInvitation(token: string): Promise<Invitation | null> {
	return ask((workos) => workos.userManagement.findInvitationByToken(token));
}

/** WorkOS does not ask who accepts: the caller has to know. */
export function acceptInvitation(id: string): Promise<Invitation | null> {
	return ask((workos) => workos.userManagement.acceptInvitation(id));
}

export function resendInvitation(id: string): Promise<Invitation | null> {
	return ask((workos) => workos.userManagement.resendInvitation(id));
}

export function revokeInvitation(id: string): Promise<Invitation | null> {
	return ask((workos) => workos.userManagement.revokeInvitation(id));
}

/** The first hundred, which is more than anybody has. */
export async function listConnections(organizationId: string): Promise<Connection[]> {
	const page = await ask((workos) => workos.sso.listConnections({ organizationId, limit: 100 }));
	return page?.data ?? [];
}

/** The first hundred, which is more than anybody has. */
export async function listDirectories(organizationId: string): Promise<Directory[]> {
	const page = await ask((workos) =>
		workos.directorySync.listDirectories({ organizationId, limit: 100 })
	);
	return page?.data ?? [];
}

/** What the Admin Portal sets up for an organization. */
export const portalIntents = ['sso', 'dsync', 'domain_verification'] as const;
export type PortalIntent = (typeof portalIntents)[number];

/**
 * A link into the Admin Portal. Whoever has it may set up what it is for, for five minutes: it goes to
 * who asked for it, at once, and nowhere else.
 *
 * @returns null once the organization is gone
 */
export async function portalLink(
	organization: string,
	intent: PortalIntent,
	returnUrl: string
): Promise<string | null> {
	const made = await ask((workos) =>
		workos.adminPortal.generateLink({ organization, intent, returnUrl, successUrl: returnUrl })
	);
	return made?.link ?? null;
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
