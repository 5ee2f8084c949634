import { contains } from '$lib/contains';
import { inOrganization } from '$lib/server/organization';
import type { Place } from '../places';

/** The query for a list of projects, searched by name. */
export function projectRows(place: Place) {
	return (q: string) => {
		const { supabase } = inOrganization();
		const projects = supabase
			.from('projects')
			.select(
				`id, name, status, visibility, state, due_on, created_at, updated_at, lead_id,
				lead:memberships!projects_org_id_lead_id_fkey(users(first_name, last_name, gone_at, user_emails(email))),
				total:tasks(count), open:tasks(count)`
			)
			.eq('state', place)
			.eq('total.trashed', false)
			.eq('open.trashed', false)
			.eq('open.archived', false)
			.neq('open.status', 'done');
		return q ? projects.ilike('name', contains(q)) : projects;
	};
}
