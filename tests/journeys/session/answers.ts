import { expect } from '@playwright/test';
import type { Organization } from '../../fixtures.ts';
import { projectsOf } from './company.ts';
import type { Answer, Visitor } from './visitor.ts';

/** The browser is led to sign in, and comes back to this page. */
export function expectSignIn(answer: Answer, returnTo: string): URL {
	expect(answer.status).toBe(303);
	const url = new URL(answer.location);
	expect(url.pathname).toBe('/sign-in');
	expect(url.searchParams.get('returnTo')).toBe(returnTo);
	return url;
}

/** The form that creates a project: where it goes and what it says. */
export function newProject(
	organization: Organization,
	name = 'Never saved'
): [path: string, fields: Record<string, string>] {
	const fields = { name, status: 'active', visibility: 'org', lead_id: '', due_on: '' };
	return [`${projectsOf(organization)}/new?/create`, fields];
}

/** While a service is away, a form answers with what was typed, or lets its page keep it. */
export async function expectTypedKept(
	visitor: Visitor,
	[path, fields]: ReturnType<typeof newProject>
): Promise<void> {
	const post = await visitor.post(path, fields);
	expect(post.status).toBe(503);
	expect(post.body).toContain(fields.name);
	const withScript = await visitor.postWithScript(path, fields);
	expect(withScript.status).toBe(503);
	expect(JSON.parse(withScript.body)).toMatchObject({ type: 'error', error: { retry: true } });
}
