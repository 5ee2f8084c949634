import { error } from '@sveltejs/kit';
import { requireShowing } from '../../../showing.server';
import { isAdminAt, shownAt } from '../../../states.server';

export function load({ params: { list, state }, url }) {
	requireShowing();
	const shown = shownAt(list, state, url.searchParams);
	if (!shown) error(404, 'There is no such state.');
	return { title: `${list}: ${state}`, isAdmin: isAdminAt(list, state), shown };
}
