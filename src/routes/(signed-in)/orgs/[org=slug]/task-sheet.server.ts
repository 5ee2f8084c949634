import { nameOf } from '$lib/people';
import { inOrganization } from '$lib/server/organization';
import { parseMarkdown } from '$lib/server/markdown';
import { error } from '@sveltejs/kit';
import { taskColumns, taskNames } from './task-columns';
import { historyOf } from './task-history.server';

/** One task with all that is to be known about it. */
export async function readTask(id: string) {
	const { supabase } = inOrganization();
	const [{ data: task }, { data: events }] = await Promise.all([
		supabase
			.from('tasks')
			.select(`${taskColumns}, ${taskNames}, description, trashed_at`)
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

	const actors = [task.created_by, ...events.map(({ actor_id }) => actor_id)];
	const { data: users } = await supabase
		.from('users')
		.select('id, first_name, last_name, user_emails(email)')
		.in(
			'id',
			[...new Set(actors)].filter((actor) => actor !== null)
		)
		.throwOnError();
	return {
		title: task.title,
		task,
		text: parseMarkdown(task.description),
		names: Object.fromEntries(users.map((user) => [user.id, nameOf(user)])),
		history: historyOf(events)
	};
}
