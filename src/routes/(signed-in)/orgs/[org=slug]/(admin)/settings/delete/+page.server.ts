import { endOrganization } from '$lib/server/end-organization';
import { inOrganization, requireAdmin } from '$lib/server/organization';
import { report } from '$lib/server/outage';
import { fail, redirect } from '@sveltejs/kit';
import { refuse } from '../../../refuse.server';

export async function load() {
	const { supabase } = inOrganization();
	const [{ data: size }] = await Promise.all([
		supabase.rpc('organization_size', undefined, { get: true }).throwOnError(),
		requireAdmin()
	]);
	return { title: 'Delete organization', size };
}

export const actions = {
	default: async (event) => {
		const name = String((await event.request.formData()).get('name') ?? '');
		const ending = await endOrganization(name);
		switch (ending.refused) {
			case undefined:
				break;
			case 'mistyped':
				return fail(400, { name, mistyped: ending.problem });
			case 'refused':
				return fail(ending.status, { name, problem: ending.problem });
			case 'away': {
				const id = ending.outage && report(ending.outage, event);
				return fail(ending.status, { name, problem: ending.problem + (id ? ` (${id})` : '') });
			}
			default:
				return refuse(ending, { name });
		}
		redirect(303, '/orgs?deleted');
	}
};
