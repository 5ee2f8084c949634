import { resolve } from '$app/paths';
import type { Person } from '$lib/people';

/**
 * Asks who is meant by what somebody has typed so far.
 *
 * @throws when it cannot be asked just now
 */
export async function lookUp(words: string, org: string): Promise<Person[]> {
	const path = resolve('/(signed-in)/orgs/[org=slug]/people', { org });
	const response = await fetch(`${path}?q=${encodeURIComponent(words)}`);
	if (!response.ok) throw new Error(`People cannot be looked up: ${response.status}`);
	return response.json();
}
