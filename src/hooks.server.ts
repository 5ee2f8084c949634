import { dev } from '$app/environment';
import type { HandleServerError } from '@sveltejs/kit';
import { sequence } from '@sveltejs/kit/hooks';
import { ConfigurationError } from '$lib/server/config';
import { guard } from '$lib/server/guard';
import { organization } from '$lib/server/organization';
import { report } from '$lib/server/outage';
import { session } from '$lib/server/session';

export const handle = sequence(session, organization, guard);

export const handleError: HandleServerError = ({ error, event, status, message }) => {
	if (status === 404) return { message: 'There is no page at this address.' };
	if (error instanceof ConfigurationError) {
		const id = report(error.message, event);
		return {
			title: 'Orgdeck is not set up yet',
			message: dev ? error.message : 'Whoever runs it finds the reason in its log.',
			id
		};
	}
	if (status < 500) return { message };
	return { message: 'Something went wrong on our side.', id: report(error, event), retry: true };
};
