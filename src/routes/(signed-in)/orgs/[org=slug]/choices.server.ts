import { peopleOf } from '$lib/people';
import { defaultsIn } from '$lib/server/list-defaults';
import { inOrganization } from '$lib/server/organization';
import { taskTable } from './task-table';

/**
 * What a list of tasks has to know beside its rows, in one question: the projects and people to
 * choose from, how many tasks there are, and how the person likes the list.
 */
export async function readChoices() {
	const { supabase, id, token } = inOrganization();
	const { data } = await supabase
		.from('organizations')
		.select(
			`projects(id, name, status, state), task_size,
			memberships(user_id, users(first_name, last_name, user_emails(email))),
			mine:memberships(list_preferences(settings))`
		)
		.eq('id', id)
		.eq('memberships.status', 'active')
		.eq('mine.user_id', token.userId)
		.eq('mine.list_preferences.list', taskTable.name)
		.neq('projects.state', 'trashed')
		.order('name', { referencedTable: 'projects' })
		.maybeSingle()
		.throwOnError();

	return {
		projects: data?.projects ?? [],
		people: peopleOf(data?.memberships ?? []),
		size: data?.task_size ?? 0,
		saved: defaultsIn(data?.mine[0]?.list_preferences[0])
	};
}
