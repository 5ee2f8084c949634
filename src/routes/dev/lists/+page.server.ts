import { requireShowing } from './showing.server';
import { addresses } from './states.server';

export function load() {
	requireShowing();
	return { title: 'Every state of every list', addresses };
}
