import { contains } from '$lib/contains';
import { readList } from '$lib/server/list';
import { defaultsActions, readDefaults } from '$lib/server/list-defaults';
import { inOrganization } from '$lib/server/organization';
import { placeIn } from '../task-lists.server';
import { projectTable } from './project-table';

export async function load({ url, parent }) {
	const { supabase } = inOrganization();
	const place = placeIn(url.searchParams);
	const list = await readList(projectTable, {
		url,
		saved: readDefaults(projectTable),
		calendar: parent,
		rows: (q) => {
			const projects = supabase
				.from('projects')
				.select(
					`id, name, status, visibility, state, due_on, created_at, updated_at, lead_id,
					lead:memberships!projects_org_id_lead_id_fkey(users(first_name, last_name, user_emails(email))),
					total:tasks(count), open:tasks(count)`
				)
				.eq('state', place)
				.eq('total.trashed', false)
				.eq('open.trashed', false)
				.eq('open.archived', false)
				.neq('open.status', 'done');
			return q ? projects.ilike('name', contains(q)) : projects;
		}
	});
	return { title: 'Projects', place, list };
}

export const actions = defaultsActions(projectTable);
