import { nameOf, type Person } from '$lib/people';
import { inOrganization } from '$lib/server/organization';
import { parseMarkdown } from '$lib/server/markdown';
import { error } from '@sveltejs/kit';
import { taskColumns, taskNames } from './task-columns';
import { historyOf } from './task-history.server';

/**
 * One task with all that is to be known about it.
 *
 * @param above what the list over which it opens knows of people
 */
export async function readTask(id: string, above: () => Promise<{ people: Person[] }>) {
	const { supabase } = inOrganization();
	const [{ data: task }, { data: events }, { people }] = await Promise.all([
		supabase
			.from('tasks')
			.select(`${taskColumns}, ${taskNames}, description, trashed_at`)
			.eq('id', id)
			.maybeSingle()
			.throwOnError(),
		supabase.rpc('task_history', { task: id }, { get: true }).throwOnError(),
		above()
	]);
	if (!task) {
		error(404, {
			title: 'No such task',
			message: 'It does not exist in this organization, or it is not for you to see.'
		});
	}

	const history = historyOf(events);
	const assignees = history.flatMap(({ changes }) =>
		changes.flatMap(({ field, before, after }) => (field === 'assignee_id' ? [before, after] : []))
	);
	const actors = events.map(({ actor_id }) => actor_id);
	return {
		title: task.title,
		task,
		text: parseMarkdown(task.description),
		names: await namesOf([task.created_by, task.assignee_id, ...actors, ...assignees], people),
		history
	};
}

/** How people are called; only who cannot be chosen any more has to be asked for. */
async function namesOf(ids: (string | null)[], people: Person[]) {
	const names = Object.fromEntries(people.map(({ id, name }) => [id, name]));
	const left = [...new Set(ids)].filter((id) => id && !(id in names)) as string[];
	if (left.length === 0) return names;

	const { data: users } = await inOrganization()
		.supabase.from('users')
		.select('id, first_name, last_name, gone_at, user_emails(email)')
		.in('id', left)
		.throwOnError();
	return { ...names, ...Object.fromEntries(users.map((user) => [user.id, nameOf(user)])) };
}
