import { isHttpError, isRedirect, type Handle, type RequestEvent } from '@sveltejs/kit';
import { log } from './log';
import { counter, histogram } from './metrics';
import { requestIdOf } from './request-id';
import { serverTiming } from './server-timing';

const requests = counter(
	'orgdeck_requests_total',
	'Requests by route, method and class of status.'
);
const durations = histogram('orgdeck_request_duration_seconds', 'How long answers took to begin.');

/** Asked every few seconds by whatever watches an instance: only what is amiss is worth a line. */
const watched = ['/healthz', '/readyz', '/metrics'];

const methods = ['GET', 'HEAD', 'POST', 'OPTIONS', 'PUT', 'PATCH', 'DELETE'];

/** Names each request, and writes down what became of it: one line when its answer begins. */
export const request: Handle = async ({ event, resolve }) => {
	const begun = performance.now();
	event.locals.requestId = requestIdOf(event);
	event.locals.calls = [];
	event.locals.timings = {};
	event.tracing.root.setAttribute('request', event.locals.requestId);
	let status = 500;
	try {
		const response = await resolve(event);
		status = response.status;
		response.headers.set('x-request-id', event.locals.requestId);
		const timing = serverTiming(event, performance.now() - begun);
		if (timing) response.headers.set('server-timing', timing);
		return response;
	} catch (reason) {
		// Thrown by a hook; SvelteKit makes an answer of it.
		if (isHttpError(reason) || isRedirect(reason)) status = reason.status;
		throw reason;
	} finally {
		writeDown(event, status, performance.now() - begun);
	}
};

function writeDown({ request, route, locals }: RequestEvent, status: number, ms: number): void {
	const method = methods.includes(request.method) ? request.method : 'other';
	requests.add({ route: route.id ?? 'none', method, status: `${Math.floor(status / 100)}xx` });
	durations.observe(ms / 1000, { route: route.id ?? 'none' });

	if (status < 400 && watched.includes(route.id ?? '')) return;
	log(status < 500 ? 'info' : 'error', 'request', {
		method,
		route: route.id ?? 'none',
		status,
		ms: Math.round(ms),
		request: locals.requestId,
		organization: locals.organization?.organization?.id,
		calls: locals.calls.length,
		callsMs: Math.round(locals.calls.reduce((sum, call) => sum + call.ms, 0))
	});
}
