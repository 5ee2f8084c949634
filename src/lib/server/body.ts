import { error, type Handle, type RequestEvent } from '@sveltejs/kit';
import { plainPage } from './plain-page';
import { isSentByScript } from './send-again';

/**
 * How many bytes a request may bring: the longest text that a field takes is a tenth of it. What
 * adapter-node has by itself, and workers have not.
 */
const most = 512 * 1024;

export const tooLarge = {
	title: 'That is too much at once',
	message:
		'Nothing was saved. Send less: a text can have 20,000 characters at most, a picture 64 kB.'
};

/**
 * Refuses a body that is too large, before anything reads it or while it arrives, and what is no form
 * of any page of ours.
 */
export const body: Handle = ({ event, resolve }) => {
	const { request } = event;
	if (namesWhatObjectsHave(event)) return plainPage(404, 'There is no such form', '');
	const length = request.headers.get('content-length');
	if (Number(length ?? 0) > most) return refuse(event);
	// The runtime reads no further than the length that is given; without one, we count.
	if (request.body && length === null) {
		event.request = new Request(request, {
			body: request.body.pipeThrough(counted()),
			// Node asks for it where a body is a stream; TypeScript does not know it yet.
			...({ duplex: 'half' } as object)
		});
	}
	const { formData } = event.request;
	event.request.formData = () => formData.call(event.request).catch(toProblem);
	return resolve(event);
};

/** SvelteKit looks an action up by its name, and finds what every object has under some. */
function namesWhatObjectsHave({ url }: RequestEvent): boolean {
	return [...url.searchParams.keys()].some((name) => name.startsWith('/') && name.slice(1) in {});
}

/** Whoever sent what cannot be read made a mistake, not we. */
function toProblem(reason: unknown): never {
	if ((reason as { status?: number }).status) throw reason;
	error(400, {
		title: 'This form cannot be read',
		message: 'Nothing was saved. Go back to the page it stands on, and send it again.'
	});
}

function counted(): TransformStream<Uint8Array, Uint8Array> {
	let size = 0;
	return new TransformStream({
		transform(chunk, controller) {
			size += chunk.byteLength;
			if (size > most) error(413, tooLarge);
			controller.enqueue(chunk);
		}
	});
}

function refuse(event: RequestEvent): Response {
	if (isSentByScript(event) || event.request.headers.get('accept') === 'application/json') {
		// What SvelteKit's forms understand as error(status, body): their page has what was typed.
		return Response.json({ type: 'error', error: tooLarge }, { status: 413 });
	}
	return plainPage(
		413,
		tooLarge.title,
		`<p>${tooLarge.message}</p>
<p>Your browser’s back button leads to what you typed.</p>`
	);
}
