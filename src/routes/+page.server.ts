export function load({ locals }) {
	return { signedIn: locals.session !== null };
}
