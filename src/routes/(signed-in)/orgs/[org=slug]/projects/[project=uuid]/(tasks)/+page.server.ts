import { readForm } from '$lib/read-form';
import { budget, projectMember } from '$lib/schemas/project';
import { insert, remove, update } from '$lib/server/write';
import { fail } from '@sveltejs/kit';
import { takeTyped } from '../../../people.server';
import { refuse } from '../../../refuse.server';
import { taskActions } from '../../../tasks.server';

export const actions = {
	...taskActions,

	addPerson: async ({ request, params }) => {
		const form = await request.formData();
		const unclear = await takeTyped(form);
		const { data } = readForm(projectMember, form);
		if (!data) {
			return fail(400, { addPerson: true, problem: unclear.user_id ?? 'Choose somebody.' });
		}

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
