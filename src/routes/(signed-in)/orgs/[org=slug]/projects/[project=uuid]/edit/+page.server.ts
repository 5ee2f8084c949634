import { resolve } from '$app/paths';
import { nameOf } from '$lib/people';
import { readForm, readValues } from '$lib/read-form';
import { movedProject, projectFields, seenProject, type ProjectFields } from '$lib/schemas/project';
import { change, changesIn, conflictIn } from '$lib/server/change';
import { inOrganization } from '$lib/server/organization';
import { remove, update } from '$lib/server/write';
import { error, fail, redirect } from '@sveltejs/kit';
import { readPeople, takeTyped } from '../../../people.server';
import { movedWords, placeColumns } from '../../../places';
import { refuse } from '../../../refuse.server';

export async function load({ params }) {
	const { supabase, state } = inOrganization();
	const [{ isAdmin, person }, people, { data: project }] = await Promise.all([
		state(),
		readPeople(),
		supabase
			.from('projects')
			.select(
				`id, name, status, visibility, state, archived, trashed, lead_id, due_on, updated_at,
				tasks(count), project_members(count), project_budgets(project_id),
				lead:memberships!projects_org_id_lead_id_fkey(users(first_name, last_name, gone_at, user_emails(email)))`
			)
			.eq('id', params.project)
			.maybeSingle()
			.throwOnError()
	]);
	if (!project) error(404, 'No such project in this organization.');
	if (!isAdmin && project.lead_id !== person.id) {
		error(403, 'Only an admin or the lead of a project can change it.');
	}

	const { tasks, project_members, project_budgets, lead, ...rest } = project;
	return {
		title: `Edit ${project.name}`,
		project: rest,
		people,
		lead: rest.lead_id ? { id: rest.lead_id, name: nameOf(lead?.users) } : undefined,
		lost: {
			tasks: tasks[0]?.count ?? 0,
			people: project_members[0]?.count ?? 0,
			budget: project_budgets !== null
		}
	};
}

export const actions = {
	/** Changes the fields that differ from what the person saw: those named `was.…`. */
	save: async ({ request, params }) => {
		const form = await request.formData();
		const unclear = await takeTyped(form);
		const { values, data } = readForm(seenProject, form);
		if (!data) {
			return fail(400, {
				save: { values, problems: {} },
				problem: 'Open this page again, then save.'
			});
		}

		const changes = changesIn(values, Object.keys(projectFields.shape));
		const { data: wanted, problems } = readValues(projectFields, changes.now);
		if (!wanted || unclear.lead_id) {
			return fail(400, { save: { values, problems: { ...problems, ...unclear } } });
		}

		if (Object.keys(changes.now).length > 0) {
			const target = { id: params.project, seen: data.seen };
			const was = projectFields.safeParse(changes.was).data ?? {};
			const saved = await change<ProjectFields>('projects', target, wanted, was);
			if (saved.refused) {
				const conflict = conflictIn(params.project, saved, changes);
				return refuse(saved, { save: { values, problems }, conflict });
			}
		}
		redirect(303, resolve('/(signed-in)/orgs/[org=slug]/projects/[project=uuid]', params));
	},

	move: async ({ request, params }) => {
		const { values, data } = readForm(movedProject, await request.formData());
		if (!data) return fail(400, { move: true, problem: 'Open this page again, then try.' });

		const { seen, to } = data;
		const moved = await update('projects', { id: params.project, seen }, placeColumns(to));
		if (moved.refused) return refuse(moved, { move: true });
		const back = to === 'active' ? (values.from ?? 'archived') : 'active';
		return {
			done: movedWords[to],
			undo: {
				action: 'move',
				fields: [
					['seen', moved.row.updated_at],
					['to', back]
				] as [string, string][]
			}
		};
	},

	delete: async ({ request, params }) => {
		const { data } = readForm(seenProject, await request.formData());
		if (!data) return fail(400, { delete: true, problem: 'Open this page again, then delete it.' });

		const deleted = await remove('projects', { id: params.project, seen: data.seen });
		if (deleted.refused) return refuse(deleted, { delete: true });
		redirect(303, resolve('/(signed-in)/orgs/[org=slug]/projects', params));
	}
};
