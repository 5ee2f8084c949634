import { peopleOf } from '$lib/people';
import { inOrganization } from '$lib/server/organization';

/** What tasks are filed under and given to, in one question: the projects and the people here. */
export async function readChoices() {
	const { supabase, id } = inOrganization();
	const { data } = await supabase
		.from('organizations')
		.select(
			'projects(id, name, status), memberships(user_id, users(first_name, last_name, user_emails(email)))'
		)
		.eq('id', id)
		.eq('memberships.status', 'active')
		.order('name', { referencedTable: 'projects' })
		.maybeSingle()
		.throwOnError();

	return { projects: data?.projects ?? [], people: peopleOf(data?.memberships ?? []) };
}
