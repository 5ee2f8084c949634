const dayLength = 24 * 60 * 60 * 1000;

/** Days counted from today, by their names in a filter. Weeks begin on Monday. */
export const dayRanges = {
	late: 'Late',
	today: 'Today',
	'this-week': 'This week',
	'next-week': 'Next week',
	'next-7-days': 'Next 7 days',
	none: 'No date'
} as const;
export type DayRange = keyof typeof dayRanges;

/** Plain dates as YYYY-MM-DD: from the first to the last, both included, or where there is none. */
export interface Range {
	from?: string;
	to?: string;
	none?: true;
}

/** The plain date so many days later. */
export function addDays(date: string, days: number): string {
	// Days of UTC all have the same length.
	return new Date(Date.parse(date) + days * dayLength).toISOString().slice(0, 10);
}

/** The Monday of the week of a plain date. */
export function mondayOf(date: string): string {
	const daysSinceMonday = (new Date(date).getUTCDay() + 6) % 7;
	return addDays(date, -daysSinceMonday);
}

/**
 * Which days a name stands for. What is late is also not done yet, which is not for days to say.
 *
 * @param today the day it is where the organization is
 */
export function rangeOf(name: DayRange, today: string): Range {
	const monday = mondayOf(today);
	const ranges: Record<DayRange, Range> = {
		late: { to: addDays(today, -1) },
		today: { from: today, to: today },
		'this-week': { from: monday, to: addDays(monday, 6) },
		'next-week': { from: addDays(monday, 7), to: addDays(monday, 13) },
		'next-7-days': { from: today, to: addDays(today, 6) },
		none: { none: true }
	};
	return ranges[name];
}
