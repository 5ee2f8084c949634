import { dev } from '$app/environment';
import { config } from '$lib/server/config';
import { error } from '@sveltejs/kit';

/**
 * For loads of the pages that show every state of every list: their first line. They are there while
 * developing, and in a build only where ORGDECK_SHOW_STATES is set, which tests alone do.
 *
 * @throws HTTP 404 everywhere else, as for an address without a page
 */
export function requireShowing(): void {
	if (!dev && !config().showsStates) error(404, 'There is no page at this address.');
}
