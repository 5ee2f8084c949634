import { resolve } from '$app/paths';
import { readForm } from '$lib/read-form';
import { newProject } from '$lib/schemas/project';
import { requireAdmin } from '$lib/server/organization';
import { insert } from '$lib/server/write';
import { fail, redirect } from '@sveltejs/kit';
import { readPeople, takeTyped } from '../../people.server';
import { refuse } from '../../refuse.server';

export async function load() {
	const [, people] = await Promise.all([requireAdmin(), readPeople()]);
	return { title: 'New project', people };
}

export const actions = {
	create: async ({ request, params: { org } }) => {
		await requireAdmin();
		const form = await request.formData();
		const unclear = await takeTyped(form);
		const { values, data, problems } = readForm(newProject, form);
		if (!data || unclear.lead_id) {
			return fail(400, { values, problems: { ...problems, ...unclear } });
		}

		const created = await insert('projects', data, values.once);
		if (created.refused) return refuse(created, { values });

		redirect(
			303,
			resolve('/(signed-in)/orgs/[org=slug]/projects/[project=uuid]', {
				org,
				project: created.row.id
			})
		);
	}
};
