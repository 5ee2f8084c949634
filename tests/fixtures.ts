import { createHash, randomBytes } from 'node:crypto';
import { createClient } from '@supabase/supabase-js';
import type { SupabaseClient } from '@supabase/supabase-js';
import { WorkOS } from '@workos-inc/node';
import type {
	Organization as WorkosOrganization,
	OrganizationMembership,
	User
} from '@workos-inc/node';
import type { Database } from '../src/lib/database.types.ts';
import { stack } from './stack.ts';

/*
 * People and organizations for one test each. They are made in WorkOS and written down in the
 * mirror, as the app does it, under names that nobody else has: so files run at the same time, in
 * any order, and again on the same data.
 */

export type Supabase = SupabaseClient<Database>;

export interface Person {
	id: string;
	email: string;
	firstName: string;
	lastName: string;
}

export interface Organization {
	id: string;
	name: string;
	slug: string;
}

/** A sign-in at WorkOS. */
export interface Session {
	sid: string;
	accessToken: string;
	refreshToken: string;
}

/** Where a change happens: in WorkOS and the mirror, or in one of them before the other heard. */
export interface Where {
	only?: 'workos' | 'mirror';
}

const api = new URL(stack.env.WORKOS_API_URL);
const clientId = stack.env.WORKOS_CLIENT_ID;

export const workos = new WorkOS(stack.env.WORKOS_API_KEY, {
	clientId,
	apiHostname: api.hostname,
	port: Number(api.port),
	https: api.protocol === 'https:',
	// In milliseconds: it is asked anew after that, which a minute's wait would be too late for.
	timeout: 10_000
});

/** Speaks with the secret key: for the service functions, which are all it may call. */
export const service: Supabase = createClient<Database>(
	stack.env.PUBLIC_SUPABASE_URL,
	stack.env.SUPABASE_SECRET_KEY,
	{ auth: { persistSession: false, autoRefreshToken: false }, db: { retry: false } }
);

/** Letters and digits that nothing else is called. */
export function unique(): string {
	return randomBytes(6).toString('hex');
}

/** Somebody new, who belongs to no organization yet. */
export async function newPerson({ firstName = 'Robin' } = {}): Promise<Person> {
	const lastName = unique();
	const email = `${firstName.toLowerCase().replaceAll(/[^a-z]/g, '')}.${lastName}@example.test`;
	const user = await workos.userManagement.createUser({ email, firstName, lastName });
	await mirrorUser(user);
	return { id: user.id, email, firstName, lastName };
}

/** A new organization without anybody. A name that is given must be plain words and new. */
export async function newOrganization({ name = `Studio ${unique()}` } = {}): Promise<Organization> {
	const organization = await workos.organizations.createOrganization({ name });
	await mirrorOrganization(organization);
	return { id: organization.id, name, slug: name.toLowerCase().replaceAll(' ', '-') };
}

/** Makes the person a member, or whatever the roles say. */
export async function join(
	person: Person,
	organization: Organization,
	roles: string | string[] = 'member',
	{ only }: { only?: 'workos' } = {}
): Promise<void> {
	const membership = await workos.userManagement.createOrganizationMembership({
		userId: person.id,
		organizationId: organization.id,
		...slugs(roles)
	});
	if (only !== 'workos') await mirrorMembership(membership);
}

/** Gives the member other roles than before. */
export async function changeRoles(
	person: Person,
	organization: Organization,
	roles: string | string[],
	{ only }: Where = {}
): Promise<void> {
	const before = await membershipOf(person, organization);
	const after =
		only === 'mirror'
			? { ...later(before), roles: [roles].flat().map((slug) => ({ slug })) }
			: await workos.userManagement.updateOrganizationMembership(before.id, slugs(roles));
	if (only !== 'workos') await mirrorMembership(after);
}

/** Pauses the membership. */
export async function deactivate(
	person: Person,
	organization: Organization,
	{ only }: Where = {}
): Promise<void> {
	const before = await membershipOf(person, organization);
	const after =
		only === 'mirror'
			? { ...later(before), status: 'inactive' as const }
			: await workos.userManagement.deactivateOrganizationMembership(before.id);
	if (only !== 'workos') await mirrorMembership(after);
}

/** Removes the person from the organization. */
export async function leave(
	person: Person,
	organization: Organization,
	{ only }: Where = {}
): Promise<void> {
	const { id, createdAt } = await membershipOf(person, organization);
	if (only !== 'mirror') await workos.userManagement.deleteOrganizationMembership(id);
	if (only === 'workos') return;
	await service
		.rpc('mirror_gone_membership', {
			id,
			org_id: organization.id,
			user_id: person.id,
			created_at: createdAt
		})
		.throwOnError();
}

/** The person's membership as WorkOS has it now, active or paused. */
export async function membershipOf(
	person: Person,
	organization: Organization
): Promise<OrganizationMembership> {
	const { data } = await workos.userManagement.listOrganizationMemberships({
		userId: person.id,
		organizationId: organization.id,
		statuses: ['active', 'inactive', 'pending']
	});
	const [membership] = data;
	if (!membership) throw new Error(`${person.email} is not in ${organization.name}.`);
	return membership;
}

/** Writes down in the mirror what WorkOS said of a person. */
export async function mirrorUser(user: User): Promise<void> {
	const { data } = await service
		.rpc('mirror_put_user', {
			id: user.id,
			email: user.email,
			first_name: user.firstName as string,
			last_name: user.lastName as string,
			picture: user.profilePictureUrl as string,
			created_at: user.createdAt,
			updated_at: user.updatedAt,
			refetched: true
		})
		.throwOnError();
	expectKnown(data, user.id);
}

/** Writes down in the mirror what WorkOS said of an organization. */
export async function mirrorOrganization(organization: WorkosOrganization): Promise<void> {
	const { data } = await service
		.rpc('mirror_put_organization', {
			id: organization.id,
			name: organization.name,
			created_at: organization.createdAt,
			updated_at: organization.updatedAt,
			refetched: true
		})
		.throwOnError();
	expectKnown(data, organization.id);
}

/** Writes down in the mirror what WorkOS said of a membership. */
export async function mirrorMembership(membership: {
	id: string;
	organizationId: string;
	userId: string;
	role: { slug: string };
	roles?: { slug: string }[];
	status: string;
	createdAt: string;
	updatedAt: string;
}): Promise<void> {
	const roles = membership.roles ?? [membership.role];
	const { data } = await service
		.rpc('mirror_put_membership', {
			id: membership.id,
			org_id: membership.organizationId,
			user_id: membership.userId,
			roles: roles.map(({ slug }) => slug),
			status: membership.status,
			created_at: membership.createdAt,
			updated_at: membership.updatedAt,
			refetched: true
		})
		.throwOnError();
	expectKnown(data, membership.id);
}

/** Signs in on WorkOS' hosted page and exchanges the code, as a browser and the app do together. */
export async function signIn(person: Person, organization?: Organization): Promise<Session> {
	const codeVerifier = randomBytes(32).toString('base64url');
	const start = workos.userManagement.getAuthorizationUrl({
		clientId,
		provider: 'authkit',
		redirectUri: 'http://localhost/callback',
		organizationId: organization?.id,
		codeChallenge: createHash('sha256').update(codeVerifier).digest('base64url'),
		codeChallengeMethod: 'S256'
	});
	const page = await fetch(start);
	const answer = await fetch(page.url, {
		method: 'POST',
		body: new URLSearchParams({ email: person.email }),
		redirect: 'manual'
	});
	const back = URL.parse(answer.headers.get('location') ?? '');
	const code = back?.searchParams.get('code');
	if (!code) {
		const reason = back?.searchParams.get('error_description') ?? `status ${answer.status}`;
		throw new Error(`${person.email} could not sign in: ${reason}`);
	}
	return sessionFrom(
		await workos.userManagement.authenticateWithCode({ clientId, code, codeVerifier })
	);
}

/** The same session with a token for another organization. */
export async function switchTo(session: Session, organization: Organization): Promise<Session> {
	return sessionFrom(
		await workos.userManagement.authenticateWithRefreshToken({
			clientId,
			refreshToken: session.refreshToken,
			organizationId: organization.id
		})
	);
}

/** An access token of a new session, for this organization or for none. */
export async function tokenFor(person: Person, organization?: Organization): Promise<string> {
	const { accessToken } = await signIn(person, organization);
	return accessToken;
}

/** A token with exactly these claims, signed with WorkOS' key. For tokens nobody would get. */
export async function signed(claims: Record<string, unknown>): Promise<string> {
	const response = await fetch(new URL('/_test/tokens', api), {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ claims })
	});
	const { token } = (await response.json()) as { token: string };
	return token;
}

/** Speaks with this token; without one as somebody who is not signed in. */
export function withToken(token: string | null): Supabase {
	const { PUBLIC_SUPABASE_URL: url, PUBLIC_SUPABASE_PUBLISHABLE_KEY: key } = stack.env;
	return token
		? createClient<Database>(url, key, {
				accessToken: () => Promise.resolve(token),
				db: { retry: false }
			})
		: createClient<Database>(url, key, {
				auth: { persistSession: false, autoRefreshToken: false },
				db: { retry: false }
			});
}

/** Speaks as this person in this organization, in a session of its own. */
export async function as(person: Person, organization?: Organization): Promise<Supabase> {
	return withToken(await tokenFor(person, organization));
}

function slugs(roles: string | string[]): { roleSlug: string } | { roleSlugs: string[] } {
	return Array.isArray(roles) ? { roleSlugs: roles } : { roleSlug: roles };
}

/** The same as if it had changed a moment after the last change that WorkOS knows of. */
function later<Row extends { updatedAt: string }>(row: Row): Row {
	const at = Math.max(Date.now(), Date.parse(row.updatedAt) + 1);
	return { ...row, updatedAt: new Date(at).toISOString() };
}

function sessionFrom({ accessToken, refreshToken }: Omit<Session, 'sid'>): Session {
	const [, payload = ''] = accessToken.split('.');
	const { sid } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { sid: string };
	return { sid, accessToken, refreshToken };
}

function expectKnown(answer: string | null, id: string): void {
	if (answer === 'applied' || answer === 'unchanged') return;
	throw new Error(`The mirror did not take ${id}: ${answer}`);
}
