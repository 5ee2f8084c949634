import type { PortalIntent } from '$lib/portal';
import type {
	Connection,
	Directory,
	Event,
	EventName,
	Invitation,
	Organization,
	OrganizationMembership,
	OrganizationRole,
	Session,
	User,
	WorkOS
} from '@workos-inc/node';
import { called } from './calls';
import { config, webhookSecrets } from './config';
import { inTime } from './in-time';
import { Outage } from './outage';

/*
 * What we ask WorkOS with the API key. WorkOS does as this key says, so each function here must be
 * given ids that the caller may act on: their own user id from a verified token, or ids that were
 * resolved within their organization. What people do to people goes through `fence.ts`, which sees to
 * that; what they do for themselves stands in `new-organization.ts`, `own-invitation.ts`,
 * `own-account.ts`, `own-name.ts`, `own-sessions.ts` and `end-session.ts`; what is only read for the mirror in `mirror.ts`.
 */

/** Read when it is needed first: a quarter of what a worker would read before its first answer. */
const sdk = () => import('@workos-inc/node');

/** @param headers by which WorkOS' own log knows the request that asks */
async function clientOf(maxRetries: number, headers?: Record<string, string>): Promise<WorkOS> {
	const { WorkOS: Client } = await sdk();
	const { workosApiKey, workosApiUrl, workosClientId } = config();
	const url = new URL(workosApiUrl);
	return new Client({
		apiKey: workosApiKey,
		clientId: workosClientId,
		apiHostname: url.hostname,
		...(url.port && { port: Number(url.port) }),
		https: url.protocol === 'https:',
		timeout: 5_000,
		maxRetries,
		config: { headers }
	});
}

type Work<Value> = (workos: WorkOS) => Promise<Value>;

/** Asks something. A 404 becomes null, and anything without a verdict an outage. */
function ask<Value>(name: string, work: Work<Value>): Promise<Value | null> {
	return called('WorkOS', name, (headers) =>
		answered(async () => work(await clientOf(1, headers)))
	);
}

/**
 * Has something done, at once or not at all: where WorkOS asks to come again later, the SDK would wait for up to a
 * minute and do it when nobody counts on it any more.
 */
function tell<Value>(name: string, work: Work<Value>): Promise<Value | null> {
	return called('WorkOS', name, (headers) =>
		answered(async () => work(await clientOf(0, headers)))
	);
}

async function answered<Value>(call: () => Promise<Value>): Promise<Value | null> {
	try {
		// The SDK's build for workers ignores its timeout.
		return await inTime(call(), 12_000, () => {
			throw new Error('no answer within 12 seconds');
		});
	} catch (reason) {
		const { NotFoundException } = await sdk();
		if (reason instanceof NotFoundException) return null;
		if (isVerdict(reason)) throw reason;
		throw new Outage('WorkOS', reason);
	}
}

/** Whether WorkOS looked at it and said no: neither an outage nor a fault of ours. */
export function isRefusal(reason: unknown): boolean {
	return !(reason instanceof Outage) && isVerdict(reason);
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
	return ask('getOrganization', (workos) => workos.organizations.getOrganization(id));
}

export function getOrganizationByExternalId(externalId: string): Promise<Organization | null> {
	return ask('getOrganizationByExternalId', (workos) =>
		workos.organizations.getOrganizationByExternalId(externalId)
	);
}

export async function createOrganization(name: string, externalId: string): Promise<Organization> {
	const created = await tell('createOrganization', (workos) =>
		workos.organizations.createOrganization({ name, externalId })
	);
	return created!;
}

/** Null once it is gone. */
export function renameOrganization(id: string, name: string): Promise<Organization | null> {
	return tell('updateOrganization', (workos) =>
		workos.organizations.updateOrganization({ organization: id, name })
	);
}

/** Whether it was there or not, it is gone after it, with all that WorkOS keeps of it. */
export async function deleteOrganization(id: string): Promise<void> {
	await tell('deleteOrganization', (workos) => workos.organizations.deleteOrganization(id));
}

export function getMembership(id: string): Promise<OrganizationMembership | null> {
	return ask('getOrganizationMembership', (workos) =>
		workos.userManagement.getOrganizationMembership(id)
	);
}

export function getUser(id: string): Promise<User | null> {
	return ask('getUser', (workos) => workos.userManagement.getUser(id));
}

/** Null once they are gone. */
export function updateUser(
	userId: string,
	name: { firstName: string; lastName: string }
): Promise<User | null> {
	return tell('updateUser', (workos) => workos.userManagement.updateUser({ userId, ...name }));
}

/** Whether they were there or not, they are gone after it, with their memberships and sessions. */
export async function deleteUser(id: string): Promise<void> {
	await tell('deleteUser', (workos) => workos.userManagement.deleteUser(id));
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
	return pageOf(
		await ask('listOrganizations', (workos) =>
			workos.organizations.listOrganizations(paging(after))
		)
	);
}

export async function listUsers(after: string | null): Promise<Page<User>> {
	return pageOf(await ask('listUsers', (workos) => workos.userManagement.listUsers(paging(after))));
}

/** Those of an organization, whatever their status. */
export async function listMembershipsOf(
	organizationId: string,
	after: string | null
): Promise<Page<OrganizationMembership>> {
	const options = { organizationId, statuses: everyStatus, ...paging(after) };
	return pageOf(
		await ask('listOrganizationMemberships', (workos) =>
			workos.userManagement.listOrganizationMemberships(options)
		)
	);
}

/**
 * The next 100 events of these names at most, in order, and whether there are more.
 *
 * @returns null when WorkOS does not know the event to begin after
 */
export async function listEvents(
	names: readonly EventName[],
	from: { after: string } | { rangeStart: string }
): Promise<Page<Event> | null> {
	try {
		const options = { events: [...names], limit: 100, order: 'asc' as const, ...from };
		const page = await ask('listEvents', (workos) => workos.events.listEvents(options));
		return page && pageOf(page);
	} catch (reason) {
		const { status } = reason as { status?: number };
		if ('after' in from && (status === 400 || status === 422)) return null;
		throw reason;
	}
}

/**
 * The event of a webhook; null when it is not WorkOS that sent it, or not lately.
 *
 * @returns `unreadable` for what WorkOS signed and nobody here understands
 */
export async function verifiedEvent(
	payload: string,
	signature: string
): Promise<Event | 'unreadable' | null> {
	const secrets = webhookSecrets();
	// What has another form the SDK takes for a fault of its own.
	if (!/^t=\d{1,20}, ?v1=[0-9a-f]+$/i.test(signature)) return null;
	const verdicts = await Promise.all(
		secrets.map((secret) => openedWith(secret, payload, signature))
	);
	return verdicts.find((verdict) => verdict !== null) ?? null;
}

async function openedWith(
	secret: string,
	payload: string,
	sigHeader: string
): Promise<Event | 'unreadable' | null> {
	try {
		const { webhooks } = await clientOf(0);
		const event = await webhooks.constructEvent({ payload, sigHeader, secret });
		return typeof event.event === 'string' && event.data ? event : 'unreadable';
	} catch (reason) {
		const { SignatureVerificationException } = await sdk();
		// The signature is checked before anything is read.
		return reason instanceof SignatureVerificationException ? null : 'unreadable';
	}
}

const everyStatus: OrganizationMembership['status'][] = ['active', 'inactive', 'pending'];

/** All memberships of a person or of an organization, or that of a person in one, whatever their status. */
export async function listMemberships(
	of: { userId: string; organizationId?: string } | { organizationId: string }
): Promise<OrganizationMembership[]> {
	const all: OrganizationMembership[] = [];
	let after: string | undefined;
	do {
		const page = await ask('listOrganizationMemberships', (workos) =>
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
	const created = await tell('createOrganizationMembership', (workos) =>
		workos.userManagement.createOrganizationMembership({ organizationId, userId, roleSlug })
	);
	return created!;
}

/** Null once it is gone; so with the calls below that change one. */
export function updateMembership(
	id: string,
	roleSlug: string
): Promise<OrganizationMembership | null> {
	return tell('updateOrganizationMembership', (workos) =>
		workos.userManagement.updateOrganizationMembership(id, { roleSlug })
	);
}

export function deactivateMembership(id: string): Promise<OrganizationMembership | null> {
	return tell('deactivateOrganizationMembership', (workos) =>
		workos.userManagement.deactivateOrganizationMembership(id)
	);
}

export function reactivateMembership(id: string): Promise<OrganizationMembership | null> {
	return tell('reactivateOrganizationMembership', (workos) =>
		workos.userManagement.reactivateOrganizationMembership(id)
	);
}

/** Whether it was there or not, it is gone after it. */
export async function deleteMembership(id: string): Promise<null> {
	await tell('deleteOrganizationMembership', (workos) =>
		workos.userManagement.deleteOrganizationMembership(id)
	);
	return null;
}

/** The roles of the environment and of the organization, by priority. */
export async function listRoles(organizationId: string): Promise<OrganizationRole[]> {
	const roles = await ask('listOrganizationRoles', (workos) =>
		workos.authorization.listOrganizationRoles(organizationId)
	);
	return (roles?.data ?? []) as OrganizationRole[];
}

export async function findUser(email: string): Promise<User | null> {
	const users = await ask('listUsers', (workos) => workos.userManagement.listUsers({ email }));
	return users?.data[0] ?? null;
}

/** Sends the mail. An invitation holds the secret of its link, so none leaves the server. */
export async function sendInvitation(invitation: {
	email: string;
	organizationId: string;
	roleSlug: string;
	inviterUserId: string;
}): Promise<Invitation> {
	const sent = await tell('sendInvitation', (workos) =>
		workos.userManagement.sendInvitation(invitation)
	);
	return sent!;
}

/** One page of an organization's invitations, the newest first, and where the next one begins. */
export async function listInvitations(
	organizationId: string,
	{ email, after }: { email?: string; after?: string } = {}
): Promise<{ invitations: Invitation[]; after: string | null }> {
	const page = await ask('listInvitations', (workos) =>
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
	return ask('getInvitation', (workos) => workos.userManagement.getInvitation(id));
}

export function findInvitation(token: string): Promise<Invitation | null> {
	return ask('findInvitationByToken', (workos) =>
		workos.userManagement.findInvitationByToken(token)
	);
}

/** WorkOS does not ask who accepts: the caller has to know. */
export function acceptInvitation(id: string): Promise<Invitation | null> {
	return tell('acceptInvitation', (workos) => workos.userManagement.acceptInvitation(id));
}

export function resendInvitation(id: string): Promise<Invitation | null> {
	return tell('resendInvitation', (workos) => workos.userManagement.resendInvitation(id));
}

export function revokeInvitation(id: string): Promise<Invitation | null> {
	return tell('revokeInvitation', (workos) => workos.userManagement.revokeInvitation(id));
}

/** The first hundred, which is more than anybody has. */
export async function listConnections(organizationId: string): Promise<Connection[]> {
	const page = await ask('listConnections', (workos) =>
		workos.sso.listConnections({ organizationId, limit: 100 })
	);
	return page?.data ?? [];
}

/** The first hundred, which is more than anybody has. */
export async function listDirectories(organizationId: string): Promise<Directory[]> {
	const page = await ask('listDirectories', (workos) =>
		workos.directorySync.listDirectories({ organizationId, limit: 100 })
	);
	return page?.data ?? [];
}

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
	const made = await ask('generateLink', (workos) =>
		workos.adminPortal.generateLink({ organization, intent, returnUrl, successUrl: returnUrl })
	);
	return made?.link ?? null;
}

/** A person's open sessions, in whichever application they signed in. */
export async function listSessions(userId: string): Promise<Session[]> {
	const all: Session[] = [];
	let after: string | undefined;
	do {
		const page = await ask('listSessions', (workos) =>
			workos.userManagement.listSessions(userId, { limit: 100, ...(after && { after }) })
		);
		all.push(...(page?.data ?? []));
		after = page?.listMetadata.after ?? undefined;
	} while (after);
	return all;
}

/** Ends a session at WorkOS. Ours has ended by then: this keeps others from going on with it. */
export async function revokeSession(sessionId: string): Promise<void> {
	await ask('revokeSession', (workos) => workos.userManagement.revokeSession({ sessionId }));
}
