import { dateFormat } from './formats';

/** In which words, and on which clock, somebody reads a time. */
export interface Reader {
	locale: string;
	/** The name of a time zone. */
	zone: string;
}

const asDay = { day: 'numeric', month: 'short', year: 'numeric' } as const;
const asTime = { hour: 'numeric', minute: '2-digit', timeZoneName: 'short' } as const;

/**
 * Writes a plain date, such as a due date, which is the same day everywhere.
 *
 * @param today leaves the year out where it is this day's
 */
export function day(date: string, { locale, today }: { locale: string; today?: string }): string {
	const year = today?.slice(0, 4) === date.slice(0, 4) ? undefined : 'numeric';
	return write(date, locale, { ...asDay, year, timeZone: 'UTC' });
}

/** Writes the month of a plain date, without its year. */
export function monthOf(date: string, { locale }: { locale: string }): string {
	return write(date, locale, { month: 'short', timeZone: 'UTC' });
}

/** Writes the day of a moment, as it was in a zone. */
export function dayOf(moment: string, { locale, zone }: Reader): string {
	return write(moment, locale, { ...asDay, timeZone: zone });
}

/** Writes a moment in full: its day, what the clock said in the zone, and the zone's name. */
export function momentOf(moment: string, { locale, zone }: Reader): string {
	return write(moment, locale, { ...asDay, ...asTime, timeZone: zone });
}

/** The day it is in a time zone, as YYYY-MM-DD. */
export function todayIn(zone: string, now = new Date()): string {
	// Swedish dates are ISO dates.
	return dateFormat('sv-SE', { timeZone: zone }).format(now);
}

function write(when: string, locale: string, options: Intl.DateTimeFormatOptions): string {
	const written = dateFormat(locale, options).format(new Date(when));
	// Engines differ in which kinds of space they put before AM and PM, and the server and the
	// browser have to write the same.
	return written.replaceAll(/\s/g, ' ');
}
