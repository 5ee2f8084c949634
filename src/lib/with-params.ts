/**
 * The query of a URL with some parameters set, and those that are null taken out. Names of form
 * actions, which the URL keeps after a post without JavaScript, never come along.
 */
export function withParams(url: URL, change: Record<string, string | null> = {}): string {
	const params = new URLSearchParams(
		[...url.searchParams].filter(([name]) => !name.startsWith('/') && !(name in change))
	);
	for (const [name, value] of Object.entries(change)) if (value) params.set(name, value);
	return params.toString();
}

/** The address of a form action that leads back to the same search without JavaScript. */
export function action(name: string, url: URL): string {
	const query = withParams(url);
	return `?/${name}${query && `&${query}`}`;
}
