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

/** How long a page waits for names alone, in milliseconds: it can do without. */
const patience = 1_000;
/** How long names are remembered, in milliseconds. */
const life = 5 * 60 * 1000;

const known = new Remembered<{ roles: Role[]; until: number }>(1_000);

/**
 * The roles of the environment and of this organization, by priority.
 *
 * @param organizationId that of the caller's verified token
 */
export async function offeredRoles(organizationId: string): Promise<Role[]> {
	const roles = (await listRoles(organizationId))
		.filter(({ slug }) => !reserved.includes(slug))
		.map(({ slug, name }) => ({ slug, name }));
	known.set(organizationId, { roles, until: Date.now() + life });
	return roles;
}

/**
 * How roles are called, for members who look at them. Where WorkOS takes its time or is away, pages
 * make do with the slugs.
 */
export async function roleNames(): Promise<Role[]> {
	const { id } = inOrganization();
	const remembered = known.get(id);
	if (remembered && remembered.until > Date.now()) return remembered.roles;

	let timer: ReturnType<typeof setTimeout> | undefined;
	const late = new Promise<Role[]>((resolve) => {
		timer = setTimeout(() => resolve(remembered?.roles ?? []), patience);
	});
	const asked = offeredRoles(id).catch(() => remembered?.roles ?? []);
	return Promise.race([asked, late]).finally(() => clearTimeout(timer));
}
