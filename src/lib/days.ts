/** Whether this is a day that exists and that Postgres can hold, as YYYY-MM-DD. */
export function isDay(text: string): boolean {
	// Postgres knows no year 0, and nobody's work lies that far back.
	if (!/^[1-9]\d{3}-\d\d-\d\d$/.test(text)) return false;
	const time = Date.parse(text);
	// A day like 2026-02-31 is parsed as another one, or not at all.
	return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** The day before or after, by this many. */
export function daysFrom(day: string, days: number): string {
	return new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);
}

/** The moment a day begins in a time zone, as an ISO time. */
export function startOfDay(day: string, timeZone: string): string {
	const utc = Date.parse(day);
	// An offset is known for a moment only: the second look is right where the first crossed a change.
	const first = utc - offsetAt(utc, timeZone);
	return new Date(utc - offsetAt(first, timeZone)).toISOString();
}

/** How far a zone is ahead of UTC at a moment, in milliseconds. */
function offsetAt(moment: number, timeZone: string): number {
	const parts = new Intl.DateTimeFormat('en-GB', {
		timeZone,
		hourCycle: 'h23',
		...{ year: 'numeric', month: 'numeric', day: 'numeric' },
		...{ hour: 'numeric', minute: 'numeric', second: 'numeric' }
	}).formatToParts(moment);
	const part = (type: string) => Number(parts.find((one) => one.type === type)?.value);
	const local = Date.UTC(
		...[part('year'), part('month') - 1, part('day')] as [number, number, number],
		...[part('hour'), part('minute'), part('second')]
	);
	return local - Math.floor(moment / 1000) * 1000;
}
