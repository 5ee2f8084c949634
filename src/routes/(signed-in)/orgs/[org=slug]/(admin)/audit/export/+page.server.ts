import { requireAdmin } from '$lib/server/organization';
import { isNarrowed, readState } from '$lib/table/list-state';
import { auditTable } from '../audit-table';

export async function load({ url }) {
	await requireAdmin();
	return {
		title: 'Export the audit log',
		narrowed: isNarrowed(readState(auditTable, url.searchParams))
	};
}
