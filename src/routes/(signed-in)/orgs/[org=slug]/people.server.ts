import { peopleOf } from '$lib/people';
import { inOrganization } from '$lib/server/organization';

/** Those who are here now, to choose from. */
export async function readPeople() {
	const { supabase, id } = inOrganization();
	const { data } = await supabase
		.from('memberships')
		.select('user_id, users(first_name, last_name, user_emails(email))')
		// A person may read their memberships elsewhere too.
		.eq('org_id', id)
		.eq('status', 'active')
		.throwOnError();
	return peopleOf(data);
}
