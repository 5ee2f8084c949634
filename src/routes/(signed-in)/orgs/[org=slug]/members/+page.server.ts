import { inOrganization } from '$lib/server/organization';

export async function load() {
	const { supabase, id } = inOrganization();
	const { data: members } = await supabase
		.from('memberships')
		.select(
			'user_id, roles, status, created_at, users(first_name, last_name, picture, user_emails(email))'
		)
		// A person may read their memberships elsewhere too.
		.eq('org_id', id)
		.order('status')
		.order('created_at')
		.order('user_id')
		.throwOnError();
	return { title: 'Members', members };
}
