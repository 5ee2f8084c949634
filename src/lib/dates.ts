// One locale for everyone, so that the server and each browser write the same.
const locale = 'en-GB';
const asDay = { day: 'numeric', month: 'short', year: 'numeric' } as const;

/**
 * Writes a plain date, such as a due date, which is the same day everywhere.
 *
 * @param today leaves the year out where it is this day's
 */
export function day(date: string, today?: string): string {
	const year = today?.slice(0, 4) === date.slice(0, 4) ? undefined : 'numeric';
	const format = new Intl.DateTimeFormat(locale, { ...asDay, year, timeZone: 'UTC' });
	return format.format(new Date(date));
}

/** Writes the day of a moment, as it was where the organization is. */
export function dayOf(moment: string, timeZone: string): string {
	return new Intl.DateTimeFormat(locale, { ...asDay, timeZone }).format(new Date(moment));
}

/** The day it is in a time zone, as YYYY-MM-DD. */
export function todayIn(timeZone: string): string {
	// Swedish dates are ISO dates.
	return new Intl.DateTimeFormat('sv-SE', { timeZone }).format(new Date());
}
