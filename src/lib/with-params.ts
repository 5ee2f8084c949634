/** What becomes of the parameters of an address: a new value, several, or none. */
export type Change = Record<string, string | readonly string[] | null>;

/**
 * The query of a URL with some parameters set, and those that are null taken out. Names of form
 * actions, which the URL keeps after a post without JavaScript, never come along.
 */
export function withParams(url: URL, change: Change = {}): string {
	const params = new URLSearchParams(
		[...url.searchParams].filter(([name]) => !name.startsWith('/') && !(name in change))
	);
	for (const [name, value] of Object.entries(change)) {
		for (const one of [value ?? []].flat()) if (one) params.append(name, one);
	}
	return params.toString();
}

/** The address of a form action that leads back to the same search without JavaScript. */
export function action(name: string, url: URL): string {
	const query = withParams(url);
	return `?/${name}${query && `&${query}`}`;
}
