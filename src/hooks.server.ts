import type { HandleServerError } from '@sveltejs/kit';
import { sequence } from '@sveltejs/kit/hooks';
import { body, tooLarge } from '$lib/server/body';
import { ConfigurationError } from '$lib/server/config';
import { fault } from '$lib/server/fault';
import { forgery } from '$lib/server/forgery';
import { guard } from '$lib/server/guard';
import { headers } from '$lib/server/headers';
import { organization } from '$lib/server/organization';
import { request } from '$lib/server/request';
import { session } from '$lib/server/session';
import { startTracing } from '$lib/server/tracing';

export const handle = sequence(request, headers, forgery, body, session, organization, guard);

export const init = startTracing;

export const handleError: HandleServerError = ({ error, event, status, message }) => {
	if (status === 404) return { message: 'There is no page at this address.' };
	if (status === 413) return tooLarge;
	if (status < 500 && !(error instanceof ConfigurationError)) return { message };
	return fault(error, event, status);
};
