import { resolve } from '$app/paths';
import { nameOfSelf } from '$lib/people';
import { archiveOf } from '$lib/server/archive';
import { inOrganization } from '$lib/server/organization';
import { report } from '$lib/server/outage';
import { speakerOf } from '$lib/server/speaker';
import { isHttpError, redirect, type RequestEvent } from '@sveltejs/kit';

/** Everything of the organization, for an admin to take along. */
export async function GET(event) {
	const here = inOrganization();
	const { isAdmin, impersonator, organization, person } = await here.state();
	if (!isAdmin || impersonator) {
		// That page says why not.
		redirect(303, resolve('/(signed-in)/orgs/[org=slug]/(admin)/export', event.params));
	}

	const { id, name, slug } = organization;
	const at = new Date();
	const by = { id: person.id, name: nameOfSelf(person), email: person.email };
	const archive = archiveOf({ organization: { id, name, slug }, by, at }, speakerOf(event, here));
	const file = `${slug}-${at.toISOString().slice(0, 10)}.zip`;
	return new Response(reported(archive, event), {
		headers: {
			'content-type': 'application/zip',
			'content-disposition': `attachment; filename="${file}"`
		}
	});
}

/** The same stream. What breaks it off is written down here, since no page tells of it. */
function reported(
	stream: ReadableStream<Uint8Array>,
	event: RequestEvent
): ReadableStream<Uint8Array> {
	const reader = stream.getReader();
	return new ReadableStream({
		async pull(controller) {
			try {
				const { done, value } = await reader.read();
				if (done) controller.close();
				else controller.enqueue(value);
			} catch (reason) {
				// Outages were written down where they were noticed.
				if (!isHttpError(reason)) report(reason, event);
				throw reason;
			}
		},
		cancel: (reason) => reader.cancel(reason)
	});
}
