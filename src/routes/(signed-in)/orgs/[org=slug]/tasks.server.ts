import { readForm } from '$lib/read-form';
import { changedTask, newTask, seenTask } from '$lib/schemas/task';
import { insert, remove, update } from '$lib/server/write';
import { fail, type RequestEvent } from '@sveltejs/kit';
import { refuse } from './refuse.server';

/** What a row of a list of tasks is made of. */
export const taskColumns = `id, title, status, priority, due_on, assignee_id, created_by, created_at,
	updated_at, projects(id, name), memberships(users(first_name, last_name, user_emails(email)))`;

/** What can be done with tasks, on each page that lists them. */
export const taskActions = {
	createTask: async ({ request }: RequestEvent) => {
		const { values, data, problems } = readForm(newTask, await request.formData());
		if (!data) return fail(400, { newTask: { values, problems } });

		const created = await insert('tasks', data);
		if (created.refused) return refuse(created, { newTask: { values, problems } });
		return { done: 'Task created.' };
	},

	changeTask: async ({ request }: RequestEvent) => {
		const { values, data } = readForm(changedTask, await request.formData());
		if (!data) return fail(400, { row: values.id, problem: 'Choose from the lists.' });

		const { id, seen, status, assignee } = data;
		const changed = await update(
			'tasks',
			{ id, seen },
			{ status, ...(assignee && { assignee_id: assignee === 'none' ? null : assignee }) }
		);
		if (changed.refused) return refuse(changed, { row: id });
		return { done: 'Task saved.' };
	},

	deleteTask: async ({ request }: RequestEvent) => {
		const { values, data } = readForm(seenTask, await request.formData());
		if (!data) return fail(400, { row: values.id, problem: 'That task is no longer there.' });

		const deleted = await remove('tasks', data);
		if (deleted.refused) return refuse(deleted, { row: data.id });
		return { done: 'Task deleted.' };
	}
};
