import { readList } from '$lib/server/list';
import { defaultsActions, readDefaults } from '$lib/server/list-defaults';
import { inOrganization } from '$lib/server/organization';
import { memberTable } from './member-table';

export async function load({ url, parent }) {
	const { supabase, id } = inOrganization();
	const list = await readList(memberTable, {
		url,
		saved: readDefaults(memberTable),
		calendar: parent,
		rows: () =>
			supabase
				.from('memberships')
				.select(
					'id, user_id, roles, status, created_at, users(first_name, last_name, picture, user_emails(email))'
				)
				// A person may read their memberships elsewhere too.
				.eq('org_id', id)
	});
	return { title: 'Members', list };
}

export const actions = defaultsActions(memberTable);
