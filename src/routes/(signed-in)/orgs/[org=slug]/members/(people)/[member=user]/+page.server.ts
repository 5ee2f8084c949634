import { resolve } from '$app/paths';
import { nameOf } from '$lib/people';
import { readForm } from '$lib/read-form';
import { optional, person } from '$lib/schemas/fields';
import { changeRole, leave, pause, remove, resume, type Leaving } from '$lib/server/members';
import { inOrganization } from '$lib/server/organization';
import { error, fail, redirect, type RequestEvent } from '@sveltejs/kit';
import * as z from 'zod';
import { readPeople, takeTyped } from '../../../people.server';
import { answer } from '../../answer.server';
import { listActions } from '../members.server';

export async function load({ params }) {
	const { supabase, id } = inOrganization();
	const [{ data: member }, people] = await Promise.all([
		supabase
			.from('memberships')
			.select(
				`user_id, roles, status, directory_managed, created_at,
				users(first_name, last_name, gone_at, picture, user_emails(email)),
				tasks(count), projects!projects_org_id_lead_id_fkey(count)`
			)
			.eq('org_id', id)
			.eq('user_id', params.member)
			.neq('tasks.status', 'done')
			.eq('tasks.trashed', false)
			.maybeSingle()
			.throwOnError(),
		readPeople()
	]);
	if (!member) error(404, 'Nobody like that is in this organization.');

	const { tasks, projects, ...rest } = member;
	return {
		title: nameOf(member.users),
		member: rest,
		openTasks: tasks[0]?.count ?? 0,
		led: projects[0]?.count ?? 0,
		people
	};
}

const role = z.object({ role: z.string().regex(/^[\w-]{1,60}$/, 'Choose a role.') });
const going = z.object({ to: optional(person).optional() });

/**
 * Lets somebody go, once it is clear to whom their open tasks go.
 *
 * @param name of the form, which its answer is told apart by
 */
async function letGo(event: RequestEvent, name: 'pause' | 'remove' | 'leave', act: typeof leave) {
	const row = { row: event.params.member, form: name };
	const form = await event.request.formData();
	const problems = await takeTyped(form);
	if (problems.to) return fail(400, { ...row, problems, typed: String(form.get('find.to')) });
	const { data, problems: wrong } = readForm(going, form);
	if (!data) return fail(400, { ...row, problems: wrong });
	const leaving: Leaving = { handOverTo: data.to ?? null };
	const { refused } = await answer(event, act(leaving), row);
	if (refused && leaving.isHandedOver) {
		refused.data.problem += ' Their open tasks were handed over all the same.';
	}
	return refused;
}

export const actions = {
	...listActions,

	changeRole: async (event) => {
		const { data } = readForm(role, await event.request.formData());
		const row = { row: event.params.member, form: 'role' };
		if (!data) return fail(400, { ...row, problem: 'Choose a role.' });
		const { refused } = await answer(event, changeRole(event.params.member, data.role), row);
		return refused ?? { done: 'Role changed.' };
	},

	pause: async (event) =>
		(await letGo(event, 'pause', (leaving) => pause(event.params.member, leaving))) ?? {
			done: 'Membership paused.'
		},

	resume: async (event) => {
		const row = { row: event.params.member, form: 'resume' };
		const { refused } = await answer(event, resume(event.params.member), row);
		return refused ?? { done: 'Membership goes on.' };
	},

	remove: async (event) => {
		const work = (leaving: Leaving) => remove(event.params.member, leaving);
		const refused = await letGo(event, 'remove', work);
		if (refused) return refused;
		redirect(303, resolve('/(signed-in)/orgs/[org=slug]/members', event.params));
	},

	leave: async (event) => {
		const refused = await letGo(event, 'leave', leave);
		if (refused) return refused;
		redirect(303, resolve('/(signed-in)/orgs'));
	}
};
