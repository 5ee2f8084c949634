import { dev } from '$app/environment';
import type { RequestEvent } from '@sveltejs/kit';
import { ConfigurationError } from './config';
import { report } from './outage';
import { isTooSlow } from './supabase';

/** Writes down what broke on our side, and says it in words for whoever asked. */
export function fault(error: unknown, event: RequestEvent, status = 500): App.Error {
	const body = wordsFor(error, event);
	event.locals.problem = { status, body };
	return body;
}

function wordsFor(error: unknown, event: RequestEvent): App.Error {
	if (error instanceof ConfigurationError) {
		const id = report(error.message, event);
		return {
			title: 'Orgdeck is not set up yet',
			message: dev ? error.message : 'Whoever runs it finds the reason in its log.',
			id
		};
	}
	const id = report(error, event);
	if (isTooSlow(error)) {
		return {
			title: 'The database took too long',
			message: 'It gave up after some seconds. Your data is safe, and you are still signed in.',
			...{ id, retry: true }
		};
	}
	return { message: 'Something went wrong on our side.', id, retry: true };
}
