import { NotFoundException } from '@workos-inc/node';
import { workos } from '../../fixtures.ts';
import type { Organization } from '../../fixtures.ts';
import { rowsOf } from '../../policies/database.ts';
import type { Answer } from '../session/visitor.ts';

export const settingsOf = ({ slug }: Organization) => `/orgs/${slug}/settings`;
export const deletionOf = (organization: Organization) => `${settingsOf(organization)}/delete`;

/** What it is called in WorkOS; null once it is gone there. */
export async function nameInWorkos({ id }: Organization): Promise<string | null> {
	try {
		return (await workos.organizations.getOrganization(id)).name;
	} catch (reason) {
		if (reason instanceof NotFoundException) return null;
		throw reason;
	}
}

/** What the mirror has of it. */
export async function mirrored({ id }: Organization) {
	const [row] = await rowsOf('organizations', { id });
	return row as { name: string; picture: string | null; gone_at: string | null; slug: string };
}

/** What stands in a field of a page. */
export function valueOf({ body }: Answer, name: string): string | undefined {
	const input = body.match(new RegExp(`<input[^>]*\\bname="${name}"[^>]*>`))?.[0];
	return input?.match(/\bvalue="([^"]*)"/)?.[1];
}
