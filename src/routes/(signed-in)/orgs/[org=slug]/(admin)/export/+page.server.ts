import { exported } from '$lib/server/exported-tables';
import { requireAdmin } from '$lib/server/organization';

export async function load() {
	await requireAdmin();
	return { title: 'Export', holdings: Object.values(exported).map(({ holds }) => holds) };
}
