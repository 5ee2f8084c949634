import { redirect } from '@sveltejs/kit';
import { asAct, asNew } from './acts';
import { asRecentAdmin, type Allowed } from './fence';
import { refusedBy } from './limits';
import { escape, plainPage } from './plain-page';
import type { Refusal } from './write';

/**
 * Whether the caller may take data of their organization along, having signed in a moment ago, and
 * writes down that they do.
 *
 * @param resource what of it
 * @param how what else the log says of it
 * @throws {Outage} when it cannot be written down
 */
export async function beginExport(
	resource: 'archives' | 'audit_events',
	how: Record<string, unknown> = {}
): Promise<Allowed> {
	const actor = await asRecentAdmin();
	if (actor.refused) return actor;
	const { userId, organizationId: org_id } = actor;
	const tooMany = await refusedBy('exports', userId, 'You have taken many files along.');
	if (tooMany) return tooMany;
	const plan = { org_id, resource, resource_id: org_id, changes: asNew(how) };
	await asAct(actor, { ...plan, kind: 'exported' }, async () => {});
	return actor;
}

/**
 * What somebody gets in place of a file.
 *
 * @param page where the file is offered, which says why it is not
 */
export function notExported({ refused, problem }: Refusal, page: string): Response {
	if (refused !== 'too many') redirect(303, page);
	const body = `<p>${escape(problem)}</p>\n<p><a href="${escape(page)}">Back</a></p>`;
	return plainPage(429, 'Too many files', body);
}
