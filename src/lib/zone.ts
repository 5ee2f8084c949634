/**
 * The cookie in which a browser says in which time zone it is, so that the server's first answer
 * already shows times as its person reads them.
 */
export const zoneCookie = 'orgdeck-zone';

/** Whether this is the name of a time zone in which a time can be written. */
export function isZone(name: string): boolean {
	// Offsets such as +02:00 are not names, and know no summer time.
	if (!/^[a-z][\w+/-]{0,63}$/i.test(name)) return false;
	try {
		return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
	} catch {
		return false;
	}
}

/** An organization's time zone. Postgres knows some names that the runtime does not: UTC for those. */
export function zoneFrom(setting: string | undefined): string {
	return setting && isZone(setting) ? setting : 'UTC';
}
