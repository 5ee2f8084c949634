import { resolve } from '$app/paths';
import { readForm } from '$lib/read-form';
import { changedProject, seenProject } from '$lib/schemas/project';
import { inOrganization } from '$lib/server/organization';
import { remove, update } from '$lib/server/write';
import { error, fail, redirect } from '@sveltejs/kit';
import { readPeople } from '../../../people.server';
import { refuse } from '../../../refuse.server';

export async function load({ params }) {
	const { supabase, state } = inOrganization();
	const [{ isAdmin, person }, people, { data: project }] = await Promise.all([
		state(),
		readPeople(),
		supabase
			.from('projects')
			.select(
				`id, name, status, visibility, lead_id, due_on, updated_at,
				tasks(count), project_members(count), project_budgets(project_id)`
			)
			.eq('id', params.project)
			.maybeSingle()
			.throwOnError()
	]);
	if (!project) error(404, 'No such project in this organization.');
	if (!isAdmin && project.lead_id !== person.id) {
		error(403, 'Only an admin or the lead of a project can change it.');
	}

	const { tasks, project_members, project_budgets, ...rest } = project;
	return {
		title: `Edit ${project.name}`,
		project: rest,
		people,
		lost: {
			tasks: tasks[0]?.count ?? 0,
			people: project_members[0]?.count ?? 0,
			budget: project_budgets !== null
		}
	};
}

export const actions = {
	save: async ({ request, params }) => {
		const { values, data, problems } = readForm(changedProject, await request.formData());
		if (!data) return fail(400, { save: { values, problems, changed: false } });

		const { seen, ...project } = data;
		const saved = await update('projects', { id: params.project, seen }, project);
		if (saved.refused) {
			return refuse(saved, { save: { values, problems, changed: saved.refused === 'changed' } });
		}
		redirect(303, resolve('/(signed-in)/orgs/[org=slug]/projects/[project=uuid]', params));
	},

	delete: async ({ request, params }) => {
		const { data } = readForm(seenProject, await request.formData());
		if (!data) return fail(400, { delete: true, problem: 'Open this page again, then delete it.' });

		const deleted = await remove('projects', { id: params.project, seen: data.seen });
		if (deleted.refused) return refuse(deleted, { delete: true });
		redirect(303, resolve('/(signed-in)/orgs/[org=slug]/projects', params));
	}
};
