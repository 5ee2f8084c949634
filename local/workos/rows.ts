/** What the stand-in remembers. Times are ISO strings with milliseconds, as WorkOS writes them. */
interface Timed {
	id: string;
	created_at: string;
	updated_at: string;
}

export interface Organization extends Timed {
	name: string;
	external_id: string | null;
	metadata: Record<string, string>;
	domains?: OrganizationDomain[];
}

export interface OrganizationDomain {
	id: string;
	domain: string;
	state: 'pending' | 'verified' | 'failed';
}

/** A way to sign in with an organization's own identity provider. */
export interface Connection extends Timed {
	organization_id: string;
	connection_type: string;
	name: string;
	state: 'draft' | 'validating' | 'active' | 'inactive';
}

/** Where an organization keeps its people, and what says who belongs to it. */
export interface Directory extends Timed {
	organization_id: string;
	type: string;
	name: string;
	state: 'linked' | 'validating' | 'invalid_credentials' | 'unlinked';
}

/** A way into the Admin Portal; its id is the secret of the link. */
export interface PortalLink {
	id: string;
	organization_id: string;
	intent: string;
	return_url: string | null;
	success_url: string | null;
	expires_at: string;
}

/** Where a sign-in may lead back to; one `*` stands for a part of it. */
export interface RedirectUri extends Timed {
	uri: string;
}

export interface User extends Timed {
	email: string;
	first_name: string | null;
	last_name: string | null;
	email_verified: boolean;
	profile_picture_url: string | null;
	external_id: string | null;
	locale: string | null;
	metadata: Record<string, string>;
	last_sign_in_at: string | null;
	/** Made by an invitation, and has not signed up yet. */
	is_only_invited?: boolean;
}

export type MembershipStatus = 'active' | 'inactive' | 'pending';

export interface Membership extends Timed {
	organization_id: string;
	user_id: string;
	status: MembershipStatus;
	role_slugs: string[];
	/** A directory says who belongs and with which role. */
	directory_managed?: boolean;
}

export interface Invitation extends Timed {
	email: string;
	organization_id: string | null;
	role_slug: string | null;
	inviter_user_id: string | null;
	accepted_user_id: string | null;
	/** The secret of the link. */
	token: string;
	expires_at: string;
	accepted_at: string | null;
	revoked_at: string | null;
}

/** The lower its rank, the higher its priority. */
export interface Role extends Timed {
	/** Whose role it is; absent where it is one of the environment. */
	organization_id?: string;
	slug: string;
	name: string;
	description: string | null;
	permissions: string[];
	rank: number;
}

export interface Permission extends Timed {
	slug: string;
	name: string;
	description: string | null;
}

export interface Impersonator {
	email: string;
	reason: string | null;
}

export interface Session extends Timed {
	client_id: string;
	user_id: string;
	/** The organization that this session used last. */
	organization_id: string | null;
	ip_address: string | null;
	user_agent: string | null;
	impersonator: Impersonator | null;
	/** When they showed who they are; absent in what was written before this was kept. */
	signed_in_at?: string;
	expires_at: string;
	ended_at: string | null;
}

/** Who signed in on the hosted pages with a browser. Its id is the secret in that browser's cookie. */
export interface BrowserSession {
	id: string;
	user_id: string;
	signed_in_at: string;
	expires_at: string;
}

export interface AuthorizationCode {
	id: string;
	client_id: string;
	user_id: string;
	organization_id: string | null;
	code_challenge: string | null;
	impersonator: Impersonator | null;
	signed_in_at: string;
	expires_at: string;
}

/** The pair that a refresh token was exchanged for, kept for the replays WorkOS allows. */
export interface Exchange {
	at: string;
	access_token: string;
	refresh_token: string;
	organization_id: string | null;
}

export interface RefreshToken {
	id: string;
	session_id: string;
	exchange: Exchange | null;
}

export interface Application {
	id: string;
	/** Which of the issuer forms found in real environments this application mints. */
	issuer: 'client' | 'bare' | 'custom';
	/** In seconds. */
	access_token_lifetime: number;
	/** By how many seconds WorkOS' clock is ahead for it; tests set that. */
	clock_ahead?: number;
}

/** Something that happened. Never changed: their order is that of the changes. */
export interface Event {
	id: string;
	/** `user.created` and so on. */
	event: string;
	/** The object as the API writes it, after the change; for a deletion before it. */
	data: unknown;
	/** Null for what belongs to no organization, as people do. */
	organization_id: string | null;
	created_at: string;
}

/** Where events are sent to. */
export interface WebhookEndpoint extends Timed {
	endpoint_url: string;
	secret: string;
	status: 'enabled' | 'disabled';
	events: string[];
}

/** The answer to a request that carried an Idempotency-Key. */
export interface RememberedAnswer {
	id: string;
	status: number;
	json: unknown;
	expires_at: string;
}

export interface Rows {
	organizations: Organization;
	users: User;
	memberships: Membership;
	invitations: Invitation;
	roles: Role;
	permissions: Permission;
	sessions: Session;
	browserSessions: BrowserSession;
	codes: AuthorizationCode;
	refreshTokens: RefreshToken;
	applications: Application;
	events: Event;
	webhookEndpoints: WebhookEndpoint;
	answers: RememberedAnswer;
	connections: Connection;
	directories: Directory;
	portalLinks: PortalLink;
	redirectUris: RedirectUri;
}
