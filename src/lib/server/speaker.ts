import type { RequestEvent } from '@sveltejs/kit';
import type { Organization } from './arrival';
import { mint } from './mint';
import { errandOf } from './session';
import { supabaseFor, type Supabase } from './supabase';
import { isFresh } from './token';

/** Gives a client that speaks as one person in one organization, with a token that lives. */
export type Speak = () => Promise<Supabase>;

/**
 * Speaks as the person of this request for as long as its answer takes, which a slow line can make
 * longer than the life of a token. The browser does not hear of a new one: cookies went before.
 */
export function speakerOf(
	event: RequestEvent,
	{ id, slug, token, supabase }: Pick<Organization, 'id' | 'slug' | 'token' | 'supabase'>
): Speak {
	const { cookie } = event.locals.session!;
	return async () => {
		if (!isFresh(token)) {
			token = await mint(cookie, { organizationId: id, slug }, errandOf(event));
			supabase = supabaseFor(event, token.jwt, id);
		}
		return supabase;
	};
}
