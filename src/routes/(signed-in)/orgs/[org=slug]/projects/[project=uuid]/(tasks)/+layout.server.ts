import { mostPeople, peopleOf } from '$lib/people';
import { defaultsIn } from '$lib/server/list-defaults';
import { inOrganization } from '$lib/server/organization';
import { error } from '@sveltejs/kit';
import { placeIn, readTasks } from '../../../task-lists.server';
import { assigneesIn, taskTable } from '../../../task-table';

const name = 'users(first_name, last_name, gone_at, user_emails(email))';

export async function load({ params, url, parent }) {
	const { supabase, token } = inOrganization();
	// One question for both that wait for it: each of them would send a query anew.
	const asked = Promise.resolve(
		supabase
			.from('projects')
			.select(
				`id, name, status, visibility, state, lead_id, due_on,
			project_members(user_id, memberships(${name})),
			project_budgets(amount, spent, currency, updated_at),
			organizations(
				memberships(user_id, ${name}),
				wanted:memberships(user_id, ${name}),
				projects(id, name, state),
				mine:memberships(list_preferences(settings))
			)`
			)
			.eq('id', params.project)
			.eq('organizations.memberships.status', 'active')
			.limit(mostPeople, { referencedTable: 'organizations.memberships' })
			.eq('organizations.wanted.status', 'active')
			// In a large organization they may not be among the first.
			.in('organizations.wanted.user_id', [token.userId, ...assigneesIn(url.searchParams)])
			.eq('organizations.mine.user_id', token.userId)
			.eq('organizations.mine.list_preferences.list', taskTable.name)
			.neq('organizations.projects.state', 'trashed')
			.order('name', { referencedTable: 'organizations.projects' })
			.maybeSingle()
			.throwOnError()
	);
	const people = asked.then(({ data }) => {
		const { memberships = [], wanted = [] } = data?.organizations ?? {};
		return peopleOf([...wanted, ...memberships]);
	});
	const beside = Promise.all([asked, people]).then(([{ data }, people]) => ({
		saved: defaultsIn(data?.organizations.mine[0]?.list_preferences[0]),
		size: 0,
		projects: data?.organizations.projects ?? [],
		people
	}));

	const [{ data: project }, list] = await Promise.all([
		asked,
		readTasks({ url, project: params.project, beside, parent })
	]);
	if (!project) error(404, 'No such project in this organization.');

	const { project_members, project_budgets, organizations, ...rest } = project;
	return {
		title: project.name,
		project: rest,
		members: peopleOf(
			project_members.map(({ user_id, memberships }) => ({
				user_id,
				users: memberships?.users ?? null
			}))
		),
		budget: project_budgets,
		people: await people,
		projects: organizations.projects,
		place: placeIn(url.searchParams),
		list
	};
}
