/** How a field of a row stands in a form. */
export function fieldText(value: unknown): string {
	if (Array.isArray(value)) return value.join(', ');
	return value === null || value === undefined ? '' : String(value);
}
