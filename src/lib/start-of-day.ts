import { dateFormat } from './formats';

/** The moment a day begins in a time zone, as an ISO time. */
export function startOfDay(day: string, timeZone: string): string {
	const utc = Date.parse(day);
	// An offset is known for a moment only: the second look is right where the first crossed a change.
	const first = utc - offsetAt(utc, timeZone);
	return new Date(utc - offsetAt(first, timeZone)).toISOString();
}

/** How far a zone is ahead of UTC at a moment, in milliseconds. */
function offsetAt(moment: number, timeZone: string): number {
	const parts = dateFormat('en-GB', {
		timeZone,
		hourCycle: 'h23',
		...{ year: 'numeric', month: 'numeric', day: 'numeric' },
		...{ hour: 'numeric', minute: 'numeric', second: 'numeric' }
	}).formatToParts(moment);
	const part = (type: string) => Number(parts.find((one) => one.type === type)?.value);
	const local = Date.UTC(
		...([part('year'), part('month') - 1, part('day')] as [number, number, number]),
		...[part('hour'), part('minute'), part('second')]
	);
	return local - Math.floor(moment / 1000) * 1000;
}
