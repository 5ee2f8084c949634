import { NotFoundException } from '@workos-inc/node';
import type { OrganizationMembership } from '@workos-inc/node';
import { workos } from '../fixtures.ts';
import { ask } from '../policies/database.ts';

/*
 * What WorkOS says, and what the mirror says, in the same words.
 */

interface Said {
	/** The name; null when it has ended or was never heard of. */
	organization: string | null;
	/** Name and address by person; null for those who have ended. */
	people: Record<string, string | null>;
	/** Of who belongs to it in whichever state, by person. */
	memberships: Record<string, { id: string; roles: string[]; status: string }>;
}

export async function saidByWorkos(organizationId: string, people: string[]): Promise<Said> {
	const organization = await orNull(workos.organizations.getOrganization(organizationId));
	const users = await Promise.all(people.map((id) => orNull(workos.userManagement.getUser(id))));
	const memberships = organization ? await membershipsOf(organizationId) : [];
	return {
		organization: organization?.name ?? null,
		people: Object.fromEntries(
			people.map((id, index) => [id, users[index] ? wordsFor(users[index]) : null])
		),
		memberships: Object.fromEntries(
			memberships.map(({ id, userId, roles, status }) => [
				userId,
				{ id, roles: (roles ?? []).map(({ slug }) => slug), status }
			])
		)
	};
}

async function membershipsOf(organizationId: string): Promise<OrganizationMembership[]> {
	const all: OrganizationMembership[] = [];
	let after: string | undefined;
	do {
		const page = await workos.userManagement.listOrganizationMemberships({
			...{ organizationId, statuses: ['active', 'inactive', 'pending'], limit: 100, after }
		});
		all.push(...page.data);
		after = page.listMetadata.after ?? undefined;
	} while (after);
	return all;
}

function wordsFor({ firstName, email }: { firstName: string | null; email: string }): string {
	return `${firstName} ${email}`;
}

async function orNull<Value>(asked: Promise<Value>): Promise<Value | null> {
	try {
		return await asked;
	} catch (reason) {
		if (reason instanceof NotFoundException) return null;
		throw reason;
	}
}

export async function saidByMirror(organizationId: string, people: string[]): Promise<Said> {
	const [organization] = await ask<{ name: string }>(
		'select name from public.organizations where id = $1 and gone_at is null',
		[organizationId]
	);
	const users = await ask<{ id: string; firstName: string; email: string }>(
		`select u.id, u.first_name as "firstName", e.email
		from public.users u join public.user_emails e on e.user_id = u.id
		where u.id = any ($1) and u.id not in (select t.id from app.tombstones t)`,
		[people]
	);
	const memberships = await ask<{ user: string; id: string; roles: string[]; status: string }>(
		`select user_id as user, id, roles, status from public.memberships
		where org_id = $1 and status <> 'removed'`,
		[organizationId]
	);
	const known = new Map(users.map((user) => [user.id, wordsFor(user)]));
	return {
		organization: organization?.name ?? null,
		people: Object.fromEntries(people.map((id) => [id, known.get(id) ?? null])),
		memberships: Object.fromEntries(
			memberships.map(({ user, ...membership }) => [user, membership])
		)
	};
}
