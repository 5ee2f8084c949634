import { invalidateAll } from '$app/navigation';
import { page } from '$app/state';
import { todayIn } from './dates';
import { zoneCookie } from './zone';

const year = 365 * 24 * 60 * 60;

/** What the page was last asked for again. Once is enough: the server may not know the zone. */
let asked: string | undefined;

/**
 * Keeps the cookie that says in which zone this browser is, and asks for the page's data again when
 * they were made for another zone, or on another day.
 */
export function keepZone(): void {
	const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
	const secure = location.protocol === 'https:' ? '; Secure' : '';
	const value = encodeURIComponent(zone);
	document.cookie = `${zoneCookie}=${value}; Path=/; Max-Age=${year}; SameSite=Lax${secure}`;

	const made = page.data;
	// Pages outside of an organization show no times.
	if (!made.zone) return;
	const today = todayIn(made.timeZone);
	const wanted = `${zone} ${today}`;
	if ((made.zone === zone && made.today === today) || asked === wanted) return;
	asked = wanted;
	void invalidateAll();
}
