import { contains } from '$lib/contains';
import { quoted } from '$lib/keyset';
import { readList } from '$lib/server/list';
import { defaultsActions, readDefaults } from '$lib/server/list-defaults';
import { inOrganization } from '$lib/server/organization';
import { memberTable } from './member-table';

const columns = 'id, user_id, roles, status, created_at';
const person = 'first_name, last_name, picture, user_emails(email)';

export async function load({ url, parent }) {
	const list = await readList(memberTable, {
		url,
		saved: readDefaults(memberTable),
		calendar: parent,
		rows: (q) => (q ? named(q) : everybody())
	});
	return { title: 'Members', list };
}

function everybody() {
	const { supabase, id } = inOrganization();
	return (
		supabase
			.from('memberships')
			.select(`${columns}, users(${person})`)
			// A person may read their memberships elsewhere too.
			.eq('org_id', id)
	);
}

/** Those in whose name each of these words stands. */
function named(q: string) {
	const { supabase, id } = inOrganization();
	const members = supabase
		.from('memberships')
		.select(`${columns}, users!inner(${person})`)
		.eq('org_id', id);
	return q.split(/\s+/).reduce((found, word) => {
		const pattern = quoted(contains(word));
		const either = `first_name.ilike.${pattern},last_name.ilike.${pattern}`;
		return found.or(either, { referencedTable: 'users' });
	}, members);
}

export const actions = defaultsActions(memberTable);
