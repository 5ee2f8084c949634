import { todayIn } from '$lib/dates';
import type { Calendar } from '$lib/server/filtered';
import { inOrganization } from '$lib/server/organization';
import { readerOf } from '$lib/server/reader';
import { zoneFrom } from '$lib/zone';
import type { RequestEvent } from '@sveltejs/kit';

/** What a page's layout knows of days and zones, for requests that have no page. */
export async function readCalendar(event: RequestEvent): Promise<Calendar> {
	const { supabase, id } = inOrganization();
	const { data: settings } = await supabase
		.from('organization_settings')
		.select('time_zone')
		.eq('org_id', id)
		.maybeSingle()
		.throwOnError();
	const timeZone = zoneFrom(settings?.time_zone);
	return { today: todayIn(timeZone), zone: readerOf(event, timeZone).zone };
}
