import { browser } from '$app/environment';
import { createSubscriber } from 'svelte/reactivity';

const minute = 60_000;
const everyMinute = createSubscriber((update) => {
	const timer = setInterval(update, minute);
	return () => clearInterval(timer);
});
let heard = { now: '', at: 0 };

/**
 * The moment it is by the server's clock: what the page was told, and each minute a minute more.
 * So the first rendering says the same on both sides, and a page that stays open does not go stale.
 *
 * @param told the moment of the page's data
 */
export function nowSince(told: string): number {
	const then = Date.parse(told);
	// One server serves many people at the same time.
	if (!browser) return then;
	everyMinute();
	if (heard.now !== told) heard = { now: told, at: performance.now() };
	return then + Math.floor((performance.now() - heard.at) / minute) * minute;
}
