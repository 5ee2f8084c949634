import { readForm, type Values } from '$lib/read-form';
import { changedTask, movedTask, newTask, seenTask, taskFields } from '$lib/schemas/task';
import type { TaskFields } from '$lib/schemas/task';
import { change } from '$lib/server/change';
import { defaultsActions } from '$lib/server/list-defaults';
import { insert, remove, update } from '$lib/server/write';
import { fieldText } from '$lib/tasks';
import { fail, type RequestEvent } from '@sveltejs/kit';
import { bulkActions } from './bulk.server';
import { refuse } from './refuse.server';
import { taskTable } from './task-table';

/** What a row of a list of tasks is made of. */
export const taskColumns = `id, title, status, priority, priority_rank, due_on, labels, estimate, state,
	trashed, archived, assignee_id, created_by, created_at, updated_at, project_id,
	projects(id, name, state), memberships(users(first_name, last_name, user_emails(email)))`;

/** What can be done with tasks, on each page that shows them. */
export const taskActions = {
	...defaultsActions(taskTable),
	...bulkActions,

	createTask: async ({ request }: RequestEvent) => {
		const { values, data, problems } = readForm(newTask, await request.formData());
		if (!data) return fail(400, { newTask: { values, problems } });

		const created = await insert('tasks', data);
		if (created.refused) return refuse(created, { newTask: { values, problems } });
		return { done: 'Task created.' };
	},

	/** Changes the fields that differ from what the person saw: those named `was.…`. */
	changeTask: async ({ request }: RequestEvent) => {
		const form = await request.formData();
		const { values, data } = readForm(changedTask, form);
		if (!data) return fail(400, { row: values.id, problem: 'That task is no longer there.' });

		const changed = changedFields(values);
		const wanted = taskFields.safeParse(changed.now);
		const was = taskFields.safeParse(changed.was);
		if (!wanted.success) {
			const problems: Values = {};
			for (const { path, message } of wanted.error.issues) problems[String(path[0])] ??= message;
			const problem = Object.values(problems)[0] ?? 'That cannot be saved.';
			return fail(400, { row: data.id, problem, changeTask: { values, problems } });
		}
		if (Object.keys(changed.now).length === 0) return { done: 'Nothing was changed.' };

		const before = was.success ? was.data : {};
		const saved = await change<TaskFields>('tasks', data, wanted.data, before);
		if (saved.refused) {
			if (!saved.clash) return refuse(saved, { row: data.id, changeTask: { values } });
			const clash = saved.clash.map(({ field, mine, theirs }) => ({
				field,
				mine: fieldText(mine),
				theirs: fieldText(theirs)
			}));
			const conflict = { id: data.id, seen: saved.seen, fields: clash, changed };
			return refuse(saved, { row: data.id, changeTask: { values }, conflict });
		}
		return {
			done: 'Saved.',
			undo: {
				action: 'changeTask',
				fields: [
					['id', data.id],
					['seen', saved.seen],
					...Object.keys(changed.now).flatMap((name) => [
						[name, changed.was[name] ?? ''],
						[`was.${name}`, fieldText(wanted.data[name as keyof TaskFields])]
					])
				] as [string, string][]
			}
		};
	},

	moveTask: async ({ request }: RequestEvent) => {
		const { values, data } = readForm(movedTask, await request.formData());
		if (!data) return fail(400, { row: values.id, problem: 'That task is no longer there.' });

		const { to, ...target } = data;
		const moved = await update('tasks', target, placeOf(to));
		if (moved.refused) return refuse(moved, { row: data.id });
		return {
			done: { active: 'Brought back.', archived: 'Archived.', trashed: 'Moved to the trash.' }[to],
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

	deleteTask: async ({ request }: RequestEvent) => {
		const { values, data } = readForm(seenTask, await request.formData());
		if (!data) return fail(400, { row: values.id, problem: 'That task is no longer there.' });

		const deleted = await remove('tasks', data);
		if (deleted.refused) return refuse(deleted, { row: data.id });
		return { done: 'Deleted for ever.' };
	}
};

/** The columns that say where a task or a project is. */
export const placeOf = (to: 'active' | 'archived' | 'trashed') => ({
	archived: to === 'archived',
	trashed: to === 'trashed'
});

/** The fields of a form that differ from what the form began with. */
function changedFields(values: Values): { now: Values; was: Values } {
	const names = Object.keys(taskFields.shape).filter(
		(name) => name in values && values[name] !== (values[`was.${name}`] ?? '')
	);
	const pick = (prefix: string) =>
		Object.fromEntries(names.map((name) => [name, values[prefix + name] ?? '']));
	return { now: pick(''), was: pick('was.') };
}
