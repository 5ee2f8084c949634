import { expect } from '@playwright/test';
import type { Organization } from '../../fixtures.ts';
import { projectsOf } from './company.ts';
import type { Answer } from './visitor.ts';

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
