import { person } from '$lib/schemas/fields';
import { defaultsActions } from '$lib/server/list-defaults';
import { changeRole } from '$lib/server/members';
import { fail, type RequestEvent } from '@sveltejs/kit';
import { z } from 'zod';
import { answer } from '../answer.server';
import { memberTable } from '../member-table';

const bulk = z.object({
	role: z.string().regex(/^[\w-]{1,60}$/),
	people: z.array(person).min(1).max(100)
});

const counted = (count: number) => (count === 1 ? '1 member' : `${count} members`);

/** What can be done on the list, whether or not somebody's page is open over it. */
export const listActions = {
	...defaultsActions(memberTable),

	/** Gives several members the same role, each with an outcome of their own. */
	changeRoles: async (event: RequestEvent) => {
		const form = await event.request.formData();
		const { data } = bulk.safeParse({ role: form.get('role'), people: form.getAll('row') });
		if (!data) return fail(400, { row: 'many', problem: 'Pick members and a role.' });

		const why = new Set<string>();
		let changed = 0;
		// One after the other: whoever is about to change several admins needs to know of each.
		for (const one of data.people) {
			const { done, refused } = await answer(event, changeRole(one, data.role), { row: 'many' });
			if (refused?.status === 401) return refused;
			if (done) changed++;
			else why.add(refused.data.problem);
		}
		const left = data.people.length - changed;
		const note = left > 0 ? ` ${counted(left)} not: ${[...why].join(' ')}` : '';
		if (changed === 0) return fail(403, { row: 'many', problem: note.trim() });
		return { done: `${counted(changed)} changed.${note}` };
	}
};
