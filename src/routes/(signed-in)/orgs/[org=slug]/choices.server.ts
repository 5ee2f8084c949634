import { mostPeople, peopleOf } from '$lib/people';
import { defaultsIn } from '$lib/server/list-defaults';
import { inOrganization } from '$lib/server/organization';
import { assigneesIn, taskTable } from './task-table';

const person = 'users(first_name, last_name, gone_at, user_emails(email))';

/**
 * What a list of tasks has to know beside its rows, in one question: the projects and people to
 * choose from, how many tasks there are, and how the person likes the list.
 */
export async function readChoices({ searchParams }: URL) {
	const { supabase, id, token } = inOrganization();
	// In a large organization they may not be among the first.
	const wanted = [token.userId, ...assigneesIn(searchParams)];
	const { data } = await supabase
		.from('organizations')
		.select(
			`projects(id, name, status, state), task_size,
			memberships(user_id, ${person}), wanted:memberships(user_id, ${person}),
			mine:memberships(list_preferences(settings))`
		)
		.eq('id', id)
		.eq('memberships.status', 'active')
		.limit(mostPeople, { referencedTable: 'memberships' })
		.eq('wanted.status', 'active')
		.in('wanted.user_id', wanted)
		.eq('mine.user_id', token.userId)
		.eq('mine.list_preferences.list', taskTable.name)
		.neq('projects.state', 'trashed')
		.order('name', { referencedTable: 'projects' })
		.maybeSingle()
		.throwOnError();

	return {
		projects: data?.projects ?? [],
		people: peopleOf([...(data?.wanted ?? []), ...(data?.memberships ?? [])]),
		size: data?.task_size ?? 0,
		saved: defaultsIn(data?.mine[0]?.list_preferences[0])
	};
}
