import { todayIn } from '$lib/dates';
import { inOrganization } from '$lib/server/organization';
import { readerOf } from '$lib/server/reader';

export async function load(event) {
	const { supabase, id, state } = inOrganization();
	const [{ organization, person, isAdmin, promoted, impersonator }, { data: organizations }] =
		await Promise.all([
			state(),
			supabase
				.from('organizations')
				.select('id, name, slug, picture, organization_settings(time_zone)')
				.not('slug', 'is', null)
				.order('name')
				.throwOnError()
		]);
	const here = organizations.find((one) => one.id === id);
	const timeZone = here?.organization_settings?.time_zone ?? 'UTC';

	return {
		organization,
		person,
		isAdmin,
		promoted,
		impersonator,
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
