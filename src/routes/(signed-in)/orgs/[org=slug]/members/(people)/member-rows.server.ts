import { contains } from '$lib/contains';
import { quoted } from '$lib/keyset';
import { inOrganization } from '$lib/server/organization';

const columns = 'id, user_id, roles, status, directory_managed, created_at';
const names = 'first_name, last_name, gone_at, picture';

/**
 * The query for a list of members: all of them, or those in whose name each of these words stands,
 * or whose address it is.
 */
export function memberRows(q: string) {
	const { supabase, id } = inOrganization();
	const members = supabase.from('memberships');
	const [address] = q.match(/\S+@\S*/) ?? [];
	// A person may read their memberships elsewhere too.
	if (!q) return members.select(`${columns}, users(${names}, user_emails(email))`).eq('org_id', id);
	if (address) {
		return members
			.select(`${columns}, users!inner(${names}, user_emails!inner(email))`)
			.eq('org_id', id)
			.ilike('users.user_emails.email', contains(address));
	}
	return q.split(/\s+/).reduce(
		(found, word) => {
			const pattern = quoted(contains(word));
			const either = `first_name.ilike.${pattern},last_name.ilike.${pattern}`;
			return found.or(either, { referencedTable: 'users' });
		},
		members.select(`${columns}, users!inner(${names}, user_emails(email))`).eq('org_id', id)
	);
}
