import { redirect } from '@sveltejs/kit';

/** Where somebody gets to whose account was just deleted. Whoever has one has no business here. */
export function load({ locals }) {
	if (locals.session) redirect(303, '/orgs');
	return { title: 'Your account is deleted' };
}
