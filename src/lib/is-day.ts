/** Whether this is a day that exists and that Postgres can hold, as YYYY-MM-DD. */
export function isDay(text: string): boolean {
	// Postgres knows no year 0, and nobody's work lies that far back.
	if (!/^[1-9]\d{3}-\d\d-\d\d$/.test(text)) return false;
	const time = Date.parse(text);
	// A day like 2026-02-31 is parsed as another one, or not at all.
	return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}
