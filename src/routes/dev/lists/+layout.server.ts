import { dev } from '$app/environment';
import { config } from '$lib/server/config';
import { error } from '@sveltejs/kit';
import { viewer } from './cast.server';

/**
 * What developers and tests look at: every state of every list, of fixed data, drawn by the
 * components that people meet. It is there while developing, and in a build only where
 * ORGDECK_SHOW_STATES is set, which tests alone do.
 *
 * @throws HTTP 404 everywhere else, as for an address without a page
 */
export function load() {
	if (!dev && !config().showsStates) error(404, 'There is no page at this address.');
	return viewer;
}
