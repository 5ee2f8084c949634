import { markdown } from '$lib/server/markdown';
import { nameOf } from '$lib/people';
import { inOrganization } from '$lib/server/organization';
import { error } from '@sveltejs/kit';
import { historyOf } from './task-history.server';

/** One task with all that is to be known about it. */
export async function readTask(id: string) {
	const { supabase } = inOrganization();
	const [{ data: task }, { data: events }] = await Promise.all([
		supabase
			.from('tasks')
			.select(
				`id, title, description, status, priority, due_on, labels, estimate, state, archived,
				trashed, trashed_at, assignee_id, created_by, created_at, updated_at, project_id,
				projects(id, name, state),
				memberships(users(first_name, last_name, user_emails(email))),
				organizations(
					projects(id, name, state),
					memberships(user_id, status, users(first_name, last_name, user_emails(email)))
				)`
			)
			.eq('id', id)
			.maybeSingle()
			.throwOnError(),
		supabase.rpc('task_history', { task: id }, { get: true }).throwOnError()
	]);
	if (!task) {
		error(404, {
			title: 'No such task',
			message: 'It does not exist in this organization, or it is not for you to see.'
		});
	}

	const { organizations, memberships, ...rest } = task;
	const everybody = (organizations?.memberships ?? []).map(({ user_id, status, users }) => ({
		id: user_id,
		name: nameOf(users),
		isHere: status === 'active'
	}));
	return {
		title: task.title,
		task: { ...rest, assignee: memberships ? nameOf(memberships.users) : null },
		text: markdown(task.description),
		everybody,
		history: historyOf(events)
	};
}
