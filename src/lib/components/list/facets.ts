/** How many rows each choice of each filter would leave, by the filters' ids and the choices. */
export type Facets = Record<string, Record<string, number>>;

/**
 * Asks for the counts beside the choices of the filters.
 *
 * @returns null when they cannot be had: choosing works without them
 */
export async function readFacets(path: string, { search }: URL): Promise<Facets | null> {
	try {
		const query = new URLSearchParams(search);
		const address = `${path}${path.includes('?') ? '&' : '?'}${query}`;
		const response = await fetch(address, { headers: { accept: 'application/json' } });
		return response.status === 200 ? await response.json() : null;
	} catch {
		return null;
	}
}
