import { nameOf } from '$lib/people';
import { person } from '$lib/schemas/fields';
import { defaultsActions } from '$lib/server/list-defaults';
import { changeRole } from '$lib/server/members';
import { inOrganization } from '$lib/server/organization';
import { fail, type RequestEvent } from '@sveltejs/kit';
import * as z from 'zod';
import { answer } from '../answer.server';
import { memberTable } from '../member-table';

const bulk = z.object({
	role: z.string().regex(/^[\w-]{1,60}$/),
	people: z.array(person).min(1).max(100)
});

/** How long a list is worked through, in milliseconds: an answer that takes minutes may not arrive. */
const patience = 25_000;

const counted = (count: number) => (count === 1 ? '1 member' : `${count} members`);

/** What can be done on the list, whether or not somebody's page is open over it. */
export const listActions = {
	...defaultsActions(memberTable),

	/** Gives several members the same role, each with an outcome of their own. */
	changeRoles: async (event: RequestEvent) => {
		const form = await event.request.formData();
		const { data } = bulk.safeParse({ role: form.get('role'), people: form.getAll('row') });
		if (!data) return fail(400, { row: 'many', problem: 'Pick members and a role.' });

		const left = ownLast(data.people);
		const count = left.length;
		const why = new Map<string, string[]>();
		const leave = (problem: string, people: string[]) =>
			why.set(problem, [...(why.get(problem) ?? []), ...people]);
		const until = Date.now() + patience;
		// One after the other: whoever is about to change several admins needs to know of each.
		for (let one = left.shift(); one; one = left.shift()) {
			if (Date.now() > until) {
				leave('There was no time for them. Pick them once more.', [one, ...left.splice(0)]);
				break;
			}
			const { refused } = await answer(event, changeRole(one, data.role), { row: 'many' });
			if (refused?.status === 401) return refused;
			if (refused) leave(refused.data.problem, [one]);
			// WorkOS is away: the others would only wait for it, too.
			if (refused?.status === 503) leave('They were not tried.', left.splice(0));
		}
		const refused = [...why.values()].flat();
		const changed = count - refused.length;
		const note = refused.length > 0 ? ` ${counted(refused.length)} not. ${await told(why)}` : '';
		if (changed === 0) return fail(403, { row: 'many', problem: note.trim() });
		return { done: `${counted(changed)} changed.${note}` };
	}
};

/** Whoever takes their own rights away does so after the others: they need them until then. */
function ownLast(people: string[]): string[] {
	const { userId } = inOrganization().token;
	const others = [...new Set(people)].filter((one) => one !== userId);
	return people.includes(userId) ? [...others, userId] : others;
}

/** How many names stand beside a reason. */
const mostNames = 5;

/** Who was left out, by reason, in words. */
async function told(why: Map<string, string[]>): Promise<string> {
	const { data } = await inOrganization()
		.supabase.from('users')
		.select('id, first_name, last_name, gone_at, user_emails(email)')
		.in('id', [...why.values()].flat())
		.throwOnError();
	const names = new Map(data.map((user) => [user.id, nameOf(user)]));
	const list = new Intl.ListFormat('en');
	return [...why]
		.filter(([, people]) => people.length > 0)
		.map(([problem, people]) => {
			const shown = people.slice(0, mostNames).map((id) => names.get(id) ?? nameOf(null));
			const more = people.length - shown.length;
			return `${list.format(more > 0 ? [...shown, `${more} more`] : shown)}: ${problem}`;
		})
		.join(' ');
}
