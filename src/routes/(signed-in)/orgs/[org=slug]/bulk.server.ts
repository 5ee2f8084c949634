import { id } from '$lib/schemas/fields';
import { taskFields } from '$lib/schemas/task';
import { updateAll } from '$lib/server/write';
import { fail, type RequestEvent } from '@sveltejs/kit';
import { z } from 'zod';
import { refuse } from './refuse.server';

/** What can be changed of many tasks at once. */
const bulk = z.object({
	field: z.enum(['status', 'assignee_id', 'priority', 'due_on', 'archived', 'trashed']),
	/** Each task with the value it gets, as `<id>=<value>`. */
	rows: z
		.array(z.string().regex(/^[\da-f-]{36}=.{0,100}$/i))
		.min(1)
		.max(100)
});

const flag = z.stringbool({ truthy: ['true'], falsy: ['false'] });
const bulkFields = taskFields.extend({ archived: flag, trashed: flag }).partial();

export const bulkActions = {
	/** Gives many tasks a value each: the same one, or what they had before, to take it back. */
	changeTasks: async ({ request }: RequestEvent) => {
		const form = await request.formData();
		const picked = form.getAll('row').map(String);
		const value = form.get('value');
		const given = value === null ? picked : picked.map((one) => `${one.split('=')[0]}=${value}`);
		const { data } = bulk.safeParse({ field: form.get('field'), rows: given });
		if (!data) return fail(400, { row: 'many', problem: 'Pick tasks and what to change.' });

		const { field, rows } = data;
		const groups = Map.groupBy(rows, (row) => row.slice(37));
		const written: string[] = [];
		for (const [text, members] of groups) {
			const values = bulkFields.safeParse({ [field]: text });
			const ids = z.array(id).safeParse(members.map((row) => row.slice(0, 36)));
			if (!values.success || !ids.success) {
				return fail(400, { row: 'many', problem: 'That value cannot be saved.' });
			}
			const changed = await updateAll('tasks', ids.data, values.data);
			if (changed.refused) return refuse(changed, { row: 'many' });
			written.push(...changed.ids);
		}

		const left = rows.length - written.length;
		const what = (count: number) => (count === 1 ? '1 task' : `${count} tasks`);
		if (written.length === 0) {
			return fail(403, { row: 'many', problem: `You are not allowed to change ${what(left)}.` });
		}
		const was = picked.filter((one) => written.includes(one.slice(0, 36)) && one[36] === '=');
		return {
			done:
				`${what(written.length)} changed.` +
				(left > 0 ? ` ${what(left)} not: they are gone, or not yours to change.` : ''),
			undo:
				value !== null && was.length > 0
					? {
							action: 'changeTasks',
							fields: [['field', field], ...was.map((one) => ['row', one])] as [string, string][]
						}
					: undefined
		};
	}
};
