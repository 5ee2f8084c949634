import { contains } from '$lib/contains';
import { pageAt, pageOf, placeIn } from '$lib/keyset';
import { inOrganization } from '$lib/server/organization';
import { readChoices } from '../choices.server';
import { taskActions, taskColumns } from '../tasks.server';
import { readFilters } from './filters.server';

export async function load({ url: { searchParams } }) {
	const { supabase } = inOrganization();
	const filters = readFilters(searchParams);
	const place = placeIn(searchParams);

	let query = supabase.from('tasks').select(taskColumns);
	if (filters.q) query = query.ilike('title', contains(filters.q));
	if (filters.project) query = query.eq('project_id', filters.project);
	if (filters.due_before) query = query.lt('due_on', filters.due_before);
	if (filters.status === 'open') query = query.neq('status', 'done');
	else if (filters.status) query = query.eq('status', filters.status);
	if (filters.assignee === 'none') query = query.is('assignee_id', null);
	else if (filters.assignee) query = query.eq('assignee_id', filters.assignee);

	const [choices, { data: found }] = await Promise.all([
		readChoices(),
		pageAt(query, place).throwOnError()
	]);
	return { title: 'Tasks', filters, choices, ...pageOf(found, place) };
}

export const actions = taskActions;
