import { pageAt, pageOf, placeIn } from '$lib/keyset';
import { peopleOf } from '$lib/people';
import { readForm } from '$lib/read-form';
import { budget, projectMember } from '$lib/schemas/project';
import { inOrganization } from '$lib/server/organization';
import { insert, remove, update } from '$lib/server/write';
import { error, fail } from '@sveltejs/kit';
import { refuse } from '../../refuse.server';
import { taskActions, taskColumns } from '../../tasks.server';

const name = 'users(first_name, last_name, user_emails(email))';

export async function load({ params, url: { searchParams } }) {
	const { supabase } = inOrganization();
	const place = placeIn(searchParams);
	const tasks = supabase.from('tasks').select(taskColumns).eq('project_id', params.project);

	const [{ data: project }, { data: found }] = await Promise.all([
		supabase
			.from('projects')
			.select(
				`id, name, status, visibility, lead_id, due_on,
				project_members(user_id, memberships(${name})),
				project_budgets(amount, spent, currency, updated_at),
				organizations(memberships(user_id, ${name}))`
			)
			.eq('id', params.project)
			.eq('organizations.memberships.status', 'active')
			.maybeSingle()
			.throwOnError(),
		pageAt(tasks, place).throwOnError()
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
		people: peopleOf(organizations.memberships),
		...pageOf(found, place)
	};
}

export const actions = {
	...taskActions,

	addPerson: async ({ request, params }) => {
		const { data } = readForm(projectMember, await request.formData());
		if (!data) return fail(400, { addPerson: true, problem: 'Choose somebody.' });

		const added = await insert('project_members', { project_id: params.project, ...data });
		if (added.refused) return refuse(added, { addPerson: true });
		return { done: 'Added to the project.' };
	},

	removePerson: async ({ request, params }) => {
		const { values, data } = readForm(projectMember, await request.formData());
		if (!data) return fail(400, { row: values.user_id, problem: 'Choose somebody.' });

		const removed = await remove('project_members', { project_id: params.project, ...data });
		if (removed.refused) return refuse(removed, { row: data.user_id });
		return { done: 'Taken out of the project.' };
	},

	saveBudget: async ({ request, params }) => {
		const { values, data, problems } = readForm(budget, await request.formData());
		if (!data) return fail(400, { budget: { values, problems } });

		const { seen, ...amounts } = data;
		const key = { project_id: params.project };
		const saved = seen
			? await update('project_budgets', { ...key, seen }, amounts)
			: await insert('project_budgets', { ...key, ...amounts });
		if (saved.refused) return refuse(saved, { budget: { values, problems } });
		return { done: 'Budget saved.' };
	}
};
