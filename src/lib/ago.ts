const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** From which age on a unit is the one to say it in, the longest first. */
const units = [
	{ unit: 'year', length: 365 * day },
	{ unit: 'month', length: 30 * day },
	{ unit: 'day', length: day },
	{ unit: 'hour', length: hour },
	{ unit: 'minute', length: minute }
] as const;

// In the language of the page around it. Counted, since "yesterday" would depend on the zone.
const format = new Intl.RelativeTimeFormat('en', { numeric: 'always' });

/** Says how long ago a moment was, or when it will be: "3 hours ago". */
export function ago(moment: string, now: number): string {
	const difference = Date.parse(moment) - now;
	const fitting = units.find(({ length }) => Math.abs(difference) >= length);
	if (!fitting) return 'just now';
	return format.format(Math.trunc(difference / fitting.length), fitting.unit);
}
