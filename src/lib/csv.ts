/** A line of CSV (RFC 4180). */
export function csvLine(values: unknown[]): string {
	return values.map((value) => cell(textOf(value), typeof value !== 'number')).join() + '\r\n';
}

function textOf(value: unknown): string {
	if (value === null || value === undefined) return '';
	return Array.isArray(value) ? value.join(', ') : String(value);
}

/**
 * What people wrote must not run: a spreadsheet takes what begins like a formula, in letters of full
 * width too, for one, unless it begins with an apostrophe.
 */
function cell(text: string, isText: boolean): string {
	const safe = isText && /^[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text;
	return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
