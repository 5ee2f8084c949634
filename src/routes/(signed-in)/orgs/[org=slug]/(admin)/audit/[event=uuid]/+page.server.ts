import { nameOfSession } from '$lib/server/audit-export';
import { inOrganization, requireAdmin } from '$lib/server/organization';
import { error } from '@sveltejs/kit';
import { headline } from '../event-words';
import { eventColumns, told } from '../events.server';

export async function load({ params }) {
	const { supabase } = inOrganization();
	const [, { data: stored }] = await Promise.all([
		requireAdmin(),
		supabase
			.from('audit_events')
			.select(`${eventColumns}, session_id`)
			.eq('id', params.event)
			.maybeSingle()
			.throwOnError()
	]);
	if (!stored) error(404, 'No such event in this organization.');
	const { events, names } = await told([stored]);
	const event = events[0]!;
	return {
		title: headline(event.kind, event.resource),
		event,
		names,
		session: stored.session_id && (await nameOfSession(stored.session_id))
	};
}
