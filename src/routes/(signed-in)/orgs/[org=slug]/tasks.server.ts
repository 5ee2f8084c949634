import { fieldText } from '$lib/field-text';
import { readForm, readValues } from '$lib/read-form';
import { changedTask, movedTask, newTask, seenTask, taskFields } from '$lib/schemas/task';
import type { TaskFields } from '$lib/schemas/task';
import { change, changesIn, conflictIn } from '$lib/server/change';
import { defaultsActions } from '$lib/server/list-defaults';
import { insert, remove, update } from '$lib/server/write';
import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import { withParams } from '$lib/with-params';
import { bulkActions } from './bulk.server';
import { movedWords, placeColumns } from './places';
import { takeTyped } from './people.server';
import { refuse } from './refuse.server';
import { taskTable } from './task-table';

/** The address of the list over which a task is open. */
function listUnder(url: URL): string {
	const path = url.pathname.replace(/\/[^/]+$/, '').replace(/(\/projects\/[^/]+)\/tasks$/, '$1');
	const query = withParams(url, { edit: null });
	return query ? `${path}?${query}` : path;
}

/** What can be done with tasks, on each page that shows them. */
export const taskActions = {
	...defaultsActions(taskTable),
	...bulkActions,

	createTask: async ({ request }: RequestEvent) => {
		const form = await request.formData();
		const unclear = await takeTyped(form);
		const { values, data, problems } = readForm(newTask, form);
		if (!data || unclear.assignee_id) {
			return fail(400, { newTask: { values, problems: { ...problems, ...unclear } } });
		}

		const created = await insert('tasks', data, values.once);
		if (created.refused) return refuse(created, { newTask: { values, problems } });
		return { done: 'Task created.' };
	},

	/** Changes the fields that differ from what the person saw: those named `was.…`. */
	changeTask: async ({ request }: RequestEvent) => {
		const form = await request.formData();
		const unclear = await takeTyped(form);
		const { values, data } = readForm(changedTask, form);
		if (!data) return fail(400, { row: values.id, problem: 'That task is no longer there.' });

		const changes = changesIn(values, Object.keys(taskFields.shape));
		const { data: wanted, problems } = readValues(taskFields, changes.now);
		if (!wanted || unclear.assignee_id) {
			const wrong = { ...problems, ...unclear };
			const problem = Object.values(wrong)[0];
			return fail(400, { row: data.id, problem, changeTask: { values, problems: wrong } });
		}
		if (Object.keys(changes.now).length === 0) return { done: 'Nothing was changed.' };

		const was = taskFields.safeParse(changes.was).data ?? {};
		const saved = await change<TaskFields>('tasks', data, wanted, was);
		if (saved.refused) {
			const conflict = conflictIn(data.id, saved, changes);
			return refuse(saved, { row: data.id, changeTask: { values }, conflict });
		}
		return {
			done: 'Saved.',
			undo: {
				action: 'changeTask',
				fields: [
					['id', data.id],
					['seen', saved.seen],
					...Object.keys(changes.now).flatMap((name) => [
						[name, changes.was[name] ?? ''],
						[`was.${name}`, fieldText(wanted[name as keyof TaskFields])]
					])
				] as [string, string][]
			}
		};
	},

	moveTask: async ({ request }: RequestEvent) => {
		const { values, data } = readForm(movedTask, await request.formData());
		if (!data) return fail(400, { row: values.id, problem: 'That task is no longer there.' });

		const { to, ...target } = data;
		const moved = await update('tasks', target, placeColumns(to));
		if (moved.refused) return refuse(moved, { row: data.id });
		return {
			done: movedWords[to],
			undo: {
				action: 'moveTask',
				fields: [
					['id', data.id],
					['seen', moved.row.updated_at],
					['to', to === 'active' ? (values.from ?? 'archived') : 'active']
				] as [string, string][]
			}
		};
	},

	deleteTask: async ({ request, params, url }: RequestEvent) => {
		const { values, data } = readForm(seenTask, await request.formData());
		if (!data) return fail(400, { row: values.id, problem: 'That task is no longer there.' });

		const deleted = await remove('tasks', data);
		if (deleted.refused) return refuse(deleted, { row: data.id });
		// Where it was open, nothing is left to be seen.
		if (params.task) redirect(303, listUnder(url));
		return { done: 'Deleted for ever.' };
	}
};
