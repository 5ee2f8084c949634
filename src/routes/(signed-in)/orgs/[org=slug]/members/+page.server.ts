import { pageAt, pageOf, placeIn } from '$lib/keyset';
import { inOrganization } from '$lib/server/organization';

export async function load({ url: { searchParams } }) {
	const { supabase, id } = inOrganization();
	const place = placeIn(searchParams);
	const query = supabase
		.from('memberships')
		.select(
			'id, user_id, roles, status, created_at, users(first_name, last_name, picture, user_emails(email))'
		)
		// A person may read their memberships elsewhere too.
		.eq('org_id', id);

	const { data: found } = await pageAt(query, place).throwOnError();
	return { title: 'Members', ...pageOf(found, place) };
}
