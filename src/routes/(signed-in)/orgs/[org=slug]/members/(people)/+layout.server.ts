import { contains } from '$lib/contains';
import { quoted } from '$lib/keyset';
import { readList } from '$lib/server/list';
import { readDefaults } from '$lib/server/list-defaults';
import { inOrganization } from '$lib/server/organization';
import { roleNames } from '$lib/server/role-names';
import { memberTable } from '../member-table';

const columns = 'id, user_id, roles, status, directory_managed, created_at';
const person = 'first_name, last_name, picture, user_emails(email)';

export async function load({ url, parent }) {
	const [list, roles] = await Promise.all([
		readList(memberTable, {
			url,
			saved: readDefaults(memberTable),
			calendar: parent,
			rows: (q) => (q ? named(q) : everybody())
		}),
		roleNames()
	]);
	return { title: 'Members', list, roles };
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
