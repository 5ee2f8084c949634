import type { RequestEvent } from '@sveltejs/kit';
import { todayIn } from '$lib/dates';
import { noAdminLeft } from '$lib/server/lost-admins';
import { inOrganization } from '$lib/server/organization';
import { report } from '$lib/server/outage';
import { readerOf } from '$lib/server/reader';
import { Remembered } from '$lib/server/remembered';
import { signInAge } from '$lib/server/step-up';
import { zoneFrom } from '$lib/zone';

/** The organizations of which the log of this instance says that nobody runs them. */
const told = new Remembered<true>(1_000);

function tellOperators(event: RequestEvent, organization: string): void {
	if (told.get(organization)) return;
	told.set(organization, true);
	report(noAdminLeft(organization), event);
}

export async function load(event) {
	const { supabase, id, token, state } = inOrganization();
	const [{ organization, person, isAdmin, promoted, impersonator }, { data: organizations }] =
		await Promise.all([
			state(),
			supabase
				.from('organizations')
				.select('id, name, slug, picture, lacks_admin, organization_settings(time_zone)')
				.not('slug', 'is', null)
				.order('name')
				.throwOnError()
		]);
	const here = organizations.find((one) => one.id === id);
	const lacksAdmin = here?.lacks_admin ?? false;
	if (lacksAdmin) tellOperators(event, id);
	const timeZone = zoneFrom(here?.organization_settings?.time_zone);

	return {
		organization,
		person,
		isAdmin,
		promoted,
		impersonator,
		signInAge: signInAge(token),
		lacksAdmin,
		organizations: organizations.map(({ name, slug, picture }) => ({ name, slug: slug!, picture })),
		...readerOf(event, timeZone),
		timeZone,
		today: todayIn(timeZone),
		now: new Date().toISOString(),
		// Having read the URL, this runs again with each navigation: what the person may do comes
		// with every page.
		path: event.url.pathname
	};
}
