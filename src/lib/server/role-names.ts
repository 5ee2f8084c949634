import { inTime } from './in-time';
import { inOrganization } from './organization';
import { Remembered } from './remembered';
import { listRoles } from './workos';

/** A role that can be given in an organization, as WorkOS calls it. */
export interface Role {
	slug: string;
	name: string;
}

/**
 * Names of Postgres' own roles. Where WorkOS' JWT template is missing, a role of such a name would
 * become one of Postgres', so none of them is given here.
 */
const reserved = ['anon', 'authenticated', 'authenticator', 'service_role', 'postgres'];

/** Whether a role of this name may be given, if WorkOS has it. */
export const mayBeGiven = (slug: string) => !reserved.includes(slug);

/** How long a page waits for names alone, in milliseconds: it can do without. */
const patience = 1_000;
/** How long names are remembered, and how long that there were none, in milliseconds. */
const life = { known: 5 * 60_000, unknown: 30_000 };

const remembered = new Remembered<{ roles: Role[]; until: number }>(1_000);

/**
 * The roles of the environment and of this organization, by priority.
 *
 * @param organizationId that of the caller's verified token
 */
export async function offeredRoles(organizationId: string): Promise<Role[]> {
	const roles = (await listRoles(organizationId))
		.filter(({ slug }) => mayBeGiven(slug))
		.map(({ slug, name }) => ({ slug, name }));
	remembered.set(organizationId, { roles, until: Date.now() + life.known });
	return roles;
}

/**
 * How roles are called, for members who look at them. WorkOS is asked now and then only; where it
 * takes its time or is away, pages make do with what they knew, or with the slugs.
 */
export async function roleNames(): Promise<Role[]> {
	const { id } = inOrganization();
	const { roles, until } = remembered.get(id) ?? { roles: [], until: 0 };
	if (until > Date.now()) return roles;

	const asked = offeredRoles(id).catch(() => null);
	const answer = await inTime(asked, patience, () => null);
	if (!answer) remembered.set(id, { roles, until: Date.now() + life.unknown });
	return answer ?? roles;
}
