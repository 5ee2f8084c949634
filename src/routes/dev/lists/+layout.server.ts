import { viewer } from './cast.server';
import { requireShowing } from './showing.server';

/** What all pages of an organization know, here of fixed data. */
export function load() {
	requireShowing();
	return viewer;
}
