import { service, unique } from '../fixtures.ts';

/*
 * News for the mirror, as it would come from WorkOS, in times of the tests' choosing. Each is sent
 * through the Data API with the secret key and gives the mirror's answer.
 */

/** An instant, by number: later ones are greater. */
export function at(minute: number): string {
	return new Date(Date.UTC(2026, 0, 5, 9, minute)).toISOString();
}

export interface OrganizationNews {
	id: string;
	name: string;
	created?: number;
	updated?: number;
	refetched?: boolean;
}

export async function putOrganization(news: OrganizationNews): Promise<string> {
	const { id, name, created = 0, updated = created, refetched } = news;
	const { data } = await service
		.rpc('mirror_put_organization', {
			id,
			name,
			created_at: at(created),
			updated_at: at(updated),
			refetched
		})
		.throwOnError();
	return data;
}

export interface UserNews {
	id: string;
	email?: string;
	firstName?: string | null;
	created?: number;
	updated?: number;
	refetched?: boolean;
}

export async function putUser(news: UserNews): Promise<string> {
	const { id, email = `${id}@example.test`, firstName = 'Robin', created = 0 } = news;
	const { updated = created, refetched } = news;
	const { data } = await service
		.rpc('mirror_put_user', {
			id,
			email,
			first_name: firstName as string,
			last_name: 'Roe',
			picture: null as unknown as string,
			created_at: at(created),
			updated_at: at(updated),
			refetched
		})
		.throwOnError();
	return data;
}

export interface MembershipNews {
	id: string;
	org: string;
	user: string;
	roles?: string[];
	status?: 'active' | 'inactive' | 'pending';
	created?: number;
	updated?: number;
	refetched?: boolean;
}

export async function putMembership(news: MembershipNews): Promise<string> {
	const { id, org, user, roles = ['member'], status = 'active', created = 0 } = news;
	const { updated = created, refetched } = news;
	const { data } = await service
		.rpc('mirror_put_membership', {
			id,
			org_id: org,
			user_id: user,
			roles,
			status,
			created_at: at(created),
			updated_at: at(updated),
			refetched
		})
		.throwOnError();
	return data;
}

export async function goneMembership(
	news: Pick<MembershipNews, 'id' | 'org' | 'user' | 'created'>
): Promise<void> {
	const { id, org, user, created } = news;
	await service
		.rpc('mirror_gone_membership', {
			id,
			org_id: org,
			user_id: user,
			...(created !== undefined && { created_at: at(created) })
		})
		.throwOnError();
}

export async function goneOrganization(id: string): Promise<void> {
	await service.rpc('mirror_gone_organization', { id }).throwOnError();
}

export async function goneUser(id: string): Promise<void> {
	await service.rpc('mirror_gone_user', { id }).throwOnError();
}

/** Ids in the forms of WorkOS that nothing else has. */
export function newIds() {
	return { org: `org_${unique()}`, user: `user_${unique()}`, membership: `om_${unique()}` };
}
