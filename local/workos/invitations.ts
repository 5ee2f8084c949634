import { onlyKnown, requiredText, text } from './body.ts';
import { laterThan, timestamp } from './environment.ts';
import type { Environment } from './environment.ts';
import { newId, newSecret } from './ids.ts';
import { list, paging } from './list.ts';
import { addMembership, changeMembership, membershipIn } from './memberships.ts';
import { requireOrganization } from './organizations.ts';
import { mailPage } from './pages/mail.ts';
import { coded, invalidParameters, notFound, Refusal } from './refusals.ts';
import { requireRoles } from './roles.ts';
import type { Route } from './router.ts';
import type { Invitation, User } from './rows.ts';
import { addUser, isEmail, requireUser, userByEmail } from './users.ts';

const day = 24 * 60 * 60 * 1000;

/** Domains at which everybody has an address: there an invitation is for the exact address. */
const consumerDomains = ['gmail.com', 'outlook.com', 'yahoo.com', 'icloud.com', 'example.test'];

export function stateOf({ accepted_at, revoked_at, expires_at }: Invitation, now: number) {
	if (accepted_at) return 'accepted';
	if (revoked_at) return 'revoked';
	return expires_at <= timestamp(now) ? 'expired' : 'pending';
}

/** The invitation of this link, while it can be accepted. */
export function openInvitation(
	{ store, now }: Environment,
	token: string | null
): Invitation | undefined {
	const invitation = store.invitations.find((row) => row.token === token);
	return invitation && stateOf(invitation, now()) === 'pending' ? invitation : undefined;
}

/** Whether AuthKit lets this person accept it: by their address or, at a company, by its domain. */
export function isFor({ email, organization_id }: Invitation, user: Pick<User, 'email'>): boolean {
	const [invited, theirs] = [email.toLowerCase(), user.email.toLowerCase()];
	const [domain, other] = [invited, theirs].map((address) => address.split('@')[1] ?? '');
	if (!organization_id || invited === theirs) return true;
	return domain === other && !consumerDomains.includes(domain!);
}

/** Makes the person a member with the role of the invitation, and spends it. */
export function accept(environment: Environment, invitation: Invitation, user: User): Invitation {
	const { store, now } = environment;
	const { organization_id, role_slug } = invitation;
	if (organization_id) {
		const role_slugs = [roleOf(environment, invitation) ?? role_slug ?? 'member'];
		const invited = userByEmail(environment, invitation.email);
		const pending = invited && membershipIn(environment, organization_id, invited.id);
		const own = membershipIn(environment, organization_id, user.id);
		if (pending && pending.user_id !== user.id) store.memberships.remove(pending.id);
		if (own) changeMembership(environment, own, { status: 'active', role_slugs });
		else
			addMembership(environment, {
				organization_id,
				user_id: user.id,
				status: 'active',
				role_slugs
			});
	}
	const accepted_at = timestamp(now());
	return change(environment, invitation, { accepted_at, accepted_user_id: user.id });
}

export function removeInvitations(
	{ store }: Environment,
	matches: (invitation: Invitation) => boolean
): void {
	for (const { id } of store.invitations.filter(matches)) store.invitations.remove(id);
}

function requireInvitation({ store }: Environment, id = ''): Invitation {
	const invitation = store.invitations.get(id);
	if (!invitation) throw notFound('Invitation', id);
	return invitation;
}

function change(environment: Environment, row: Invitation, changes: Partial<Invitation>) {
	const updated_at = laterThan(row.updated_at, environment.now());
	return environment.store.invitations.put({ ...row, ...changes, updated_at });
}

/** The role is that of the pending membership, which may have changed since it was sent. */
function roleOf(environment: Environment, invitation: Invitation): string | null {
	const user = userByEmail(environment, invitation.email);
	const organization = invitation.organization_id;
	const membership = user && organization && membershipIn(environment, organization, user.id);
	return (membership && membership.role_slugs[0]) || invitation.role_slug;
}

function present(environment: Environment, invitation: Invitation) {
	return {
		...describeInvitation(environment, invitation),
		token: invitation.token,
		accept_invitation_url: linkOf(environment, invitation)
	};
}

/** An invitation as events tell of one: without the secret of its link. */
export function describeInvitation(environment: Environment, invitation: Invitation) {
	return {
		object: 'invitation',
		id: invitation.id,
		email: invitation.email,
		state: stateOf(invitation, environment.now()),
		accepted_at: invitation.accepted_at,
		revoked_at: invitation.revoked_at,
		expires_at: invitation.expires_at,
		organization_id: invitation.organization_id,
		inviter_user_id: invitation.inviter_user_id,
		accepted_user_id: invitation.accepted_user_id,
		role_slug: roleOf(environment, invitation),
		created_at: invitation.created_at,
		updated_at: invitation.updated_at
	};
}

/** Where the mail leads: to the app's page for it, as the dashboard lets one set. */
function linkOf({ signInEndpoint, url }: Environment, { token }: Invitation): string {
	const address = new URL('/invite', signInEndpoint ?? url);
	address.searchParams.set('invitation_token', token);
	return address.href;
}

function daysOf(body: Record<string, unknown>): number {
	const days = body.expires_in_days ?? 7;
	if (typeof days !== 'number' || !Number.isInteger(days)) {
		throw invalidParameters('expires_in_days must be a whole number.');
	}
	if (days < 1) throw coded(400, 'expires_in_days_too_short', 'It must be 1 day at least.');
	if (days > 30) throw coded(400, 'expires_in_days_too_long', 'It must be 30 days at most.');
	return days;
}

function send(environment: Environment, body: Record<string, unknown>): Invitation {
	const { store, now } = environment;
	const email = requiredText(body, 'email');
	if (!isEmail(email)) throw invalidParameters('email must be an email.');
	if (email.toLowerCase().endsWith('.invalid')) {
		throw coded(400, 'email_domain_not_deliverable', 'No mail can be delivered to this domain.');
	}
	const days = daysOf(body);
	const organization_id = text(body, 'organization_id') ?? null;
	const inviter_user_id = text(body, 'inviter_user_id') ?? null;
	if (organization_id) requireOrganization(environment, organization_id);
	if (inviter_user_id) requireUser(environment, inviter_user_id);
	const role_slug = organization_id ? checkRole(environment, body, organization_id) : null;
	requireNew(environment, email, organization_id);

	if (organization_id) addPending(environment, email, organization_id, role_slug ?? 'member');
	const at = timestamp(now());
	return store.invitations.put({
		id: newId('invitation', now()),
		email,
		organization_id,
		role_slug,
		inviter_user_id,
		accepted_user_id: null,
		token: newSecret(),
		expires_at: timestamp(now() + days * day),
		accepted_at: null,
		revoked_at: null,
		created_at: at,
		updated_at: at
	});
}

function checkRole(
	environment: Environment,
	body: Record<string, unknown>,
	organizationId: string
): string {
	const slug = text(body, 'role_slug') ?? 'member';
	try {
		requireRoles(environment, [slug], organizationId);
	} catch (error) {
		// The code is the same as for memberships, the status another one.
		if (error instanceof Refusal) throw new Refusal(400, error.body);
		throw error;
	}
	return slug;
}

function requireNew(environment: Environment, email: string, organizationId: string | null): void {
	const { store, now } = environment;
	const user = userByEmail(environment, email);
	const isInvited = store.invitations.find(
		(row) =>
			row.email.toLowerCase() === email.toLowerCase() &&
			row.organization_id === organizationId &&
			stateOf(row, now()) === 'pending'
	);
	if (organizationId) {
		const membership = user && membershipIn(environment, organizationId, user.id);
		if (membership && membership.status !== 'pending') {
			const message = 'The user is already a member of the organization.';
			throw coded(400, 'user_already_organization_member', message);
		}
		if (isInvited) {
			const message = 'The email is already invited to the organization.';
			throw coded(400, 'email_already_invited_to_organization', message);
		}
	} else {
		if (user && !user.is_only_invited) {
			throw coded(400, 'user_already_exists', 'There is a user with this email.');
		}
		if (isInvited) throw coded(400, 'email_already_invited', 'The email is already invited.');
	}
}

/** Whoever is invited has a pending membership from then on, somebody new also a user. */
function addPending(
	environment: Environment,
	email: string,
	organization_id: string,
	role: string
): void {
	const user =
		userByEmail(environment, email) ?? addUser(environment, { email, is_only_invited: true });
	const existing = membershipIn(environment, organization_id, user.id);
	const role_slugs = [role];
	if (existing) changeMembership(environment, existing, { role_slugs });
	else
		addMembership(environment, {
			organization_id,
			user_id: user.id,
			status: 'pending',
			role_slugs
		});
}

function dropPending(environment: Environment, { email, organization_id }: Invitation): void {
	const user = userByEmail(environment, email);
	const membership = user && organization_id && membershipIn(environment, organization_id, user.id);
	if (membership && membership.status === 'pending') {
		environment.store.memberships.remove(membership.id);
	}
}

export function invitationRoutes(environment: Environment): Route[] {
	const { store, now } = environment;
	const one = (invitation: Invitation, status = 200) => ({
		status,
		json: present(environment, invitation)
	});
	return [
		{
			// No mail leaves this machine: here is what it would say.
			method: 'GET',
			path: '/authkit/mail',
			access: 'browser',
			answer() {
				const sent = store.invitations.filter(() => true).reverse();
				const letters = sent.slice(0, 50).map((invitation) => ({
					email: invitation.email,
					organization: store.organizations.get(invitation.organization_id)?.name ?? 'Orgdeck',
					link: linkOf(environment, invitation),
					state: stateOf(invitation, now())
				}));
				return { status: 200, html: mailPage(letters) };
			}
		},
		{
			method: 'POST',
			path: '/user_management/invitations',
			access: 'key',
			answer({ body }) {
				onlyKnown(
					Object.keys(body),
					...['email', 'organization_id', 'role_slug', 'expires_in_days', 'inviter_user_id'],
					'locale'
				);
				return one(send(environment, body), 201);
			}
		},
		{
			method: 'GET',
			path: '/user_management/invitations',
			access: 'key',
			answer({ query }) {
				onlyKnown(query.keys(), 'organization_id', 'email', ...paging);
				const organization = query.get('organization_id');
				const email = query.get('email')?.toLowerCase();
				const rows = store.invitations.filter(
					(row) =>
						(!organization || row.organization_id === organization) &&
						(!email || row.email.toLowerCase() === email)
				);
				return list(rows, query, (row) => present(environment, row));
			}
		},
		{
			method: 'GET',
			path: '/user_management/invitations/by_token/:token',
			access: 'key',
			answer({ params }) {
				const invitation = store.invitations.find((row) => row.token === params.token);
				// Without the token, which is a secret.
				if (!invitation) throw notFound('Invitation', '');
				return one(invitation);
			}
		},
		{
			method: 'GET',
			path: '/user_management/invitations/:id',
			access: 'key',
			answer: ({ params }) => one(requireInvitation(environment, params.id))
		},
		{
			method: 'POST',
			path: '/user_management/invitations/:id/accept',
			access: 'key',
			// As WorkOS, this does not ask who accepts: the app has to know.
			answer({ params }) {
				const invitation = requireInvitation(environment, params.id);
				if (invitation.accepted_user_id) {
					throw coded(400, 'invite_has_accepted_user_id', 'The invitation has been accepted.');
				}
				if (stateOf(invitation, now()) !== 'pending') {
					throw coded(400, 'invite_not_pending', 'The invitation is not pending.');
				}
				const user = userByEmail(environment, invitation.email);
				if (!user) throw coded(400, 'invalid_invite', 'Nobody has this email.');
				return one(accept(environment, invitation, user));
			}
		},
		{
			method: 'POST',
			path: '/user_management/invitations/:id/resend',
			access: 'key',
			answer({ params, body }) {
				onlyKnown(Object.keys(body), 'locale');
				const invitation = requireInvitation(environment, params.id);
				const state = stateOf(invitation, now());
				if (state !== 'pending') throw coded(400, `invite_${state}`, `The invitation is ${state}.`);
				return one(change(environment, invitation, {}));
			}
		},
		{
			method: 'POST',
			path: '/user_management/invitations/:id/revoke',
			access: 'key',
			answer({ params }) {
				const invitation = requireInvitation(environment, params.id);
				if (stateOf(invitation, now()) !== 'pending') {
					throw coded(400, 'invite_not_pending', 'The invitation is not pending.');
				}
				dropPending(environment, invitation);
				return one(change(environment, invitation, { revoked_at: timestamp(now()) }));
			}
		}
	];
}
