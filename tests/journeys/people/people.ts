import type { Invitation } from '@workos-inc/node';
import { join, newOrganization, newPerson, workos } from '../../fixtures.ts';
import type { Organization, Person } from '../../fixtures.ts';
import { stack } from '../../stack.ts';

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

export const membersOf = ({ slug }: Organization) => `/orgs/${slug}/members`;
export const sheetOf = (organization: Organization, { id }: Person) =>
	`${membersOf(organization)}/${id}`;
export const invitationsOf = (organization: Organization) =>
	`${membersOf(organization)}/invitations`;
