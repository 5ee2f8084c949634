import { randomBytes } from 'node:crypto';
import type { OrganizationMembership } from '@workos-inc/node';
import { service, workos } from '../fixtures.ts';
import { gone, goneOrganization, goneUser, put } from './model/mirror.ts';
import type { MembershipNews } from './model/mirror.ts';
import { rolesOf } from './model/rights.ts';
import { rowOf } from './model/state.ts';
import type { Membership, State } from './model/state.ts';

export interface Change {
	person: string;
	organization: string;
	change: 'join' | 'roles' | 'pause' | 'resume' | 'remove' | 'invite';
	roles: string[];
	/** `workos` is news that has not arrived, `mirror` news that WorkOS has overtaken. */
	where: 'both' | 'workos' | 'mirror';
}

/** Something happens to a membership; null when it cannot. */
export async function change(state: State, wish: Change): Promise<string | null> {
	const { person, organization, where } = wish;
	const news =
		where === 'mirror' || wish.change === 'invite'
			? newsOnly(state, wish)
			: await changeInWorkos(state, wish);
	if (!news) return null;
	state.news.push(news);
	if (where !== 'workos') await tell(state, news, true);
	const { roles, status } = news.membership;
	const what =
		news.kind === 'gone' ? 'is gone' : `is ${status} as ${roles.join(' and ') || 'nothing'}`;
	const hearsay = { both: '', workos: ', unheard', mirror: ', says the mirror' }[where];
	return `${person}'s membership of ${organization} ${what}${hearsay}`;
}

/** News arrives, once more or late. */
export async function tell(state: State, news: MembershipNews, refetched = false): Promise<void> {
	const { id, org_id, user_id, roles, status } = news.membership;
	const created_at = new Date(news.membership.created_at).toISOString();
	const updated_at = new Date(news.membership.updated_at).toISOString();
	const key = { id, org_id, user_id, created_at };
	if (news.kind === 'put') {
		const object = { ...key, roles, status, updated_at, refetched };
		await service.rpc('mirror_put_membership', object).throwOnError();
		put(state, news.membership, refetched);
	} else {
		await service.rpc('mirror_gone_membership', key).throwOnError();
		gone(state, news.membership);
	}
}

/** An organization or a person is gone for ever. */
export async function end(
	state: State,
	what: 'organization' | 'person',
	id: string,
	isHeard: boolean
): Promise<string | null> {
	const there = what === 'organization' ? state.workos.organizations : state.workos.people;
	if (!there.delete(id)) return null;
	const column = what === 'organization' ? 'org_id' : 'user_id';
	state.workos.memberships = state.workos.memberships.filter((row) => row[column] !== id);
	if (what === 'organization') {
		await workos.organizations.deleteOrganization(id);
		if (isHeard) await service.rpc('mirror_gone_organization', { id }).throwOnError();
		if (isHeard) goneOrganization(state, id);
	} else {
		await workos.userManagement.deleteUser(id);
		for (const session of state.sessions) if (session.person === id) session.isRevoked = true;
		if (isHeard) await service.rpc('mirror_gone_user', { id }).throwOnError();
		if (isHeard) goneUser(state, id);
	}
	return `${id} is gone${isHeard ? '' : ', unheard'}`;
}

async function changeInWorkos(state: State, wish: Change): Promise<MembershipNews | null> {
	const { person: userId, organization: organizationId, change, roles: roleSlugs } = wish;
	const { organizations, people, memberships } = state.workos;
	if (!organizations.has(organizationId) || !people.has(userId)) return null;
	const known = memberships.find((m) => m.org_id === organizationId && m.user_id === userId);
	const others = memberships.filter((m) => m !== known);
	const { userManagement } = workos;
	let answer: OrganizationMembership;
	if (!known || (known.status === 'inactive' && change === 'join')) {
		answer = await userManagement.createOrganizationMembership({
			userId,
			organizationId,
			roleSlugs
		});
	} else if (change === 'remove') {
		await userManagement.deleteOrganizationMembership(known.id);
		state.workos.memberships = others;
		return { kind: 'gone', membership: known };
	} else if (change === 'pause' && known.status === 'active') {
		answer = await userManagement.deactivateOrganizationMembership(known.id);
		for (const session of state.sessions) {
			const isThere = session.person === userId && session.organization === organizationId;
			if (isThere) session.isRevoked = true;
		}
	} else if (known.status === 'inactive') {
		answer = await userManagement.reactivateOrganizationMembership(known.id);
	} else {
		answer = await userManagement.updateOrganizationMembership(known.id, { roleSlugs });
	}
	const membership = membershipFrom(answer);
	state.workos.memberships = [...others, membership];
	return { kind: 'put', membership };
}

/** News that only the mirror gets: of an invitation, or of what WorkOS has overtaken already. */
function newsOnly(state: State, wish: Change): MembershipNews {
	const { person: user_id, organization: org_id, change, roles } = wish;
	const row = rowOf(state, 'memberships', { org_id, user_id });
	const now = Date.now();
	if (!row || row.status === 'removed') {
		const id = `om_${randomBytes(13).toString('hex').toUpperCase()}`;
		const status = change === 'invite' ? 'pending' : 'active';
		const times = { created_at: now, updated_at: now };
		return { kind: 'put', membership: { id, org_id, user_id, roles, status, ...times } };
	}
	const known: Membership = {
		id: String(row.id),
		org_id,
		user_id,
		roles: rolesOf(row),
		status: String(row.status),
		created_at: Number(row.created_at),
		updated_at: Number(row.updated_at)
	};
	if (change === 'remove') return { kind: 'gone', membership: known };
	const status = change === 'pause' ? 'inactive' : change === 'resume' ? 'active' : known.status;
	const updated_at = Math.max(now, known.updated_at + 1);
	return { kind: 'put', membership: { ...known, roles, status, updated_at } };
}

function membershipFrom(answer: OrganizationMembership): Membership {
	return {
		id: answer.id,
		org_id: answer.organizationId,
		user_id: answer.userId,
		roles: (answer.roles ?? [answer.role]).map(({ slug }) => slug),
		status: answer.status,
		created_at: Date.parse(answer.createdAt),
		updated_at: Date.parse(answer.updatedAt)
	};
}
