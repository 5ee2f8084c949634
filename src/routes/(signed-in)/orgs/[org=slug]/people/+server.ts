import { json } from '@sveltejs/kit';
import { findPeople } from '../people.server';

/** Those whom somebody means by what they have typed so far. */
export async function GET({ url }) {
	const words = url.searchParams.get('q')?.trim().slice(0, 100) ?? '';
	return json(words ? await findPeople(words) : []);
}
