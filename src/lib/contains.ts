/** A pattern for `ilike` that finds the text anywhere, whatever characters it is made of. */
export function contains(text: string): string {
	// PostgREST reads * as % and knows no way to write it plainly: let it stand for any character.
	return `%${text.replace(/[\\%_]/g, '\\$&').replaceAll('*', '_')}%`;
}
