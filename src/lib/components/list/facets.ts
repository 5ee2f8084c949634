/** How many rows each choice of each filter would leave, by the filters' ids and the choices. */
export type Facets = Record<string, Record<string, number>>;

/**
 * Asks for the counts beside the choices of a filter; some lists answer with those of all filters.
 *
 * @param of the filter's id
 * @returns null when they cannot be had: choosing works without them
 */
export async function readFacets(
	path: string,
	{ search }: URL,
	of: string
): Promise<Facets | null> {
	try {
		const query = new URLSearchParams(search);
		query.set('of', of);
		const address = `${path}${path.includes('?') ? '&' : '?'}${query}`;
		const response = await fetch(address, { headers: { accept: 'application/json' } });
		return response.status === 200 ? await response.json() : null;
	} catch {
		return null;
	}
}
