import { id } from '$lib/schemas/fields';
import { taskFields } from '$lib/schemas/task';
import { updateAll, type Refusal } from '$lib/server/write';
import { fail, type RequestEvent } from '@sveltejs/kit';
import * as z from 'zod';
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

const counted = (count: number) => (count === 1 ? '1 task' : `${count} tasks`);

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
		// What is taken back was given by us: what says something else by now was changed again.
		const ours = form.has('was') ? bulkFields.safeParse({ [field]: form.get('was') }).data : {};
		const written: string[] = [];
		let refusal: Refusal | undefined;
		for (const [text, members] of Map.groupBy(rows, (row) => row.slice(37))) {
			const values = bulkFields.safeParse({ [field]: text });
			const ids = z.array(id).safeParse(members.map((row) => row.slice(0, 36)));
			if (!values.success || !ids.success) {
				return fail(400, { row: 'many', problem: 'That value cannot be saved.' });
			}
			const changed = await updateAll('tasks', ids.data, values.data, ours);
			if (changed.refused) refusal = changed;
			else written.push(...changed.ids);
		}

		const why = form.has('was')
			? 'they were changed again, are gone, or are not yours to change'
			: 'they are gone, or not yours to change';
		const left = rows.length - written.length;
		if (refusal && refusal.refused !== 'forbidden' && written.length === 0) {
			return refuse(refusal, { row: 'many' });
		}
		if (written.length === 0) {
			return fail(403, { row: 'many', problem: `${counted(left)} not changed: ${why}.` });
		}
		const former = picked.filter((one) => written.includes(one.slice(0, 36)) && one[36] === '=');
		const note = left > 0 ? ` ${counted(left)} not: ${why}.` : '';
		return {
			done: `${counted(written.length)} changed.${note}`,
			note,
			undo: value !== null && former.length > 0 ? takeBack(field, String(value), former) : undefined
		};
	}
};

function takeBack(field: string, was: string, rows: string[]) {
	const fields: [name: string, value: string][] = [
		['field', field],
		['was', was],
		...rows.map((row): [string, string] => ['row', row])
	];
	return { action: 'changeTasks', fields };
}
