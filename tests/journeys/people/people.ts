import type { Invitation } from '@workos-inc/node';
import { join, newOrganization, newPerson, workos } from '../../fixtures.ts';
import type { Organization, Person } from '../../fixtures.ts';
import { stack } from '../../stack.ts';
import type { Visitor } from '../session/visitor.ts';

/** Somebody new who is in the organization with this role. */
export async function newMember(organization: Organization, role = 'member'): Promise<Person> {
	const person = await newPerson();
	await join(person, organization, role);
	return person;
}

/** A new organization with an admin and a member. */
export async function newTeam() {
	const organization = await newOrganization();
	const [admin, member] = await Promise.all([
		newMember(organization, 'admin'),
		newMember(organization)
	]);
	return { organization, admin, member };
}

/** An invitation as its mail would bring it. */
export function invitationTo(
	email: string,
	{ id }: Organization,
	roleSlug = 'member'
): Promise<Invitation> {
	return workos.userManagement.sendInvitation({ email, organizationId: id, roleSlug });
}

/** The path of the link in the mail. */
export function linkOf({ token }: Pick<Invitation, 'token'>): string {
	return `/invite?invitation_token=${token}`;
}

/** The one invitation of this address, as WorkOS has it. */
export async function mailTo(email: string): Promise<Invitation> {
	const { data } = await workos.userManagement.listInvitations({ email });
	if (!data[0]) throw new Error(`Nobody invited ${email}.`);
	return data[0];
}

/** What WorkOS has of the organization: roles by e-mail, with the status where it is not active. */
export async function peopleIn({ id }: Organization): Promise<Record<string, string>> {
	const { data } = await workos.userManagement.listOrganizationMemberships({
		organizationId: id,
		statuses: ['active', 'inactive', 'pending'],
		limit: 100
	});
	const people = await Promise.all(
		data.map(async ({ userId, role, status }) => {
			const { email } = await workos.userManagement.getUser(userId);
			return [email, status === 'active' ? role.slug : `${role.slug}, ${status}`] as const;
		})
	);
	return Object.fromEntries(people);
}

/** Calls one of the stand-in's test hooks. */
export async function hook(name: string, body: Record<string, unknown>): Promise<void> {
	const response = await fetch(new URL(`/_test/${name}`, stack.env.WORKOS_API_URL), {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(body)
	});
	if (!response.ok) throw new Error(await response.text());
}

/** Where WorkOS' dashboard sends somebody's browser who acts in this person's name. */
export async function impersonationOf(
	{ id: user_id }: Pick<Person, 'id'>,
	{ id: organization_id }: Organization,
	/** Where the app sent that browser to sign in. */
	authorization_url: string,
	reason?: string
): Promise<string> {
	const response = await fetch(new URL('/_test/impersonate', stack.env.WORKOS_API_URL), {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({
			...{ user_id, organization_id, authorization_url, reason },
			email: 'support@workos.test'
		})
	});
	if (!response.ok) throw new Error(await response.text());
	return ((await response.json()) as { location: string }).location;
}

export const membersOf = ({ slug }: Organization) => `/orgs/${slug}/members`;
export const sheetOf = (organization: Organization, { id }: Person) =>
	`${membersOf(organization)}/${id}`;
export const invitationsOf = (organization: Organization) =>
	`${membersOf(organization)}/invitations`;

export type Team = Awaited<ReturnType<typeof newTeam>>;

/** Every action, about this person and this invitation, from a page of this organization. */
export function attempts(
	visitor: Visitor,
	{ organization }: Pick<Team, 'organization'>,
	about: Team,
	invitation: { id: string }
) {
	const sheet = sheetOf(organization, about.member);
	const list = membersOf(organization);
	const invitations = invitationsOf(organization);
	const { id } = invitation;
	return {
		changeRole: () => visitor.post(`${sheet}?/changeRole`, { role: 'admin' }),
		changeRoles: () =>
			visitor.post(`${list}?/changeRoles`, { row: about.member.id, role: 'admin' }),
		pause: () => visitor.post(`${sheet}?/pause`),
		resume: () => visitor.post(`${sheet}?/resume`),
		remove: () => visitor.post(`${sheet}?/remove`),
		resend: () => visitor.post(`${invitations}?/resend`, { id }),
		revoke: () => visitor.post(`${invitations}?/revoke`, { id })
	};
}
