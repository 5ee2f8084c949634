import { contains } from '$lib/contains';
import { pageAt, pageOf, placeIn } from '$lib/keyset';
import { projectStatuses } from '$lib/projects';
import { inOrganization } from '$lib/server/organization';

export async function load({ url: { searchParams } }) {
	const { supabase } = inOrganization();
	const q = searchParams.get('q')?.trim().slice(0, 100) ?? '';
	const status = searchParams.get('status') ?? '';
	const place = placeIn(searchParams);

	let query = supabase
		.from('projects')
		.select(
			`id, name, status, visibility, due_on, created_at, lead_id,
			lead:memberships!projects_org_id_lead_id_fkey(users(first_name, last_name, user_emails(email))),
			total:tasks(count), open:tasks(count)`
		)
		.neq('open.status', 'done');
	if (q) query = query.ilike('name', contains(q));
	if (status in projectStatuses) query = query.eq('status', status);

	const { data: found } = await pageAt(query, place).throwOnError();
	return { title: 'Projects', filters: { q, status }, ...pageOf(found, place) };
}
