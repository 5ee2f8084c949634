import { resolve } from '$app/paths';
import { nameOfSelf } from '$lib/people';
import { archiveOf } from '$lib/server/archive';
import { beginExport, notExported } from '$lib/server/exports';
import { inOrganization } from '$lib/server/organization';
import { orUnavailable } from '$lib/server/outage';
import { speakerOf } from '$lib/server/speaker';
import { streamed } from '$lib/server/streamed';

/** Everything of the organization, for an admin to take along. */
export async function GET(event) {
	const here = inOrganization();
	const allowed = await orUnavailable(event, beginExport('archives'));
	if (allowed.refused) {
		const page = resolve('/(signed-in)/orgs/[org=slug]/(admin)/export', event.params);
		return notExported(allowed, page);
	}

	const { organization, person } = await here.state();
	const { id, name, slug } = organization;
	const at = new Date();
	const by = { id: person.id, name: nameOfSelf(person), email: person.email };
	const archive = archiveOf({ organization: { id, name, slug }, by, at }, speakerOf(event, here));
	const file = `${slug}-${at.toISOString().slice(0, 10)}.zip`;
	return new Response(streamed(archive, event), {
		headers: {
			'content-type': 'application/zip',
			'content-disposition': `attachment; filename="${file}"`
		}
	});
}
