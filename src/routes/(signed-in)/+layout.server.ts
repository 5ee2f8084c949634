import { nameOfSelf } from '$lib/people';
import { SessionStateReader } from '$lib/server/session-state';
import { supabaseFor } from '$lib/server/supabase';

/** Every page says who acts in whose name, where somebody does. */
export async function load(event) {
	const { session, organization } = event.locals;
	const here = organization?.organization;
	const token = here?.token ?? session?.token;
	if (!token?.impersonator) return { impersonation: null };

	const reader = here?.reader ?? new SessionStateReader(supabaseFor(event, token.jwt, null));
	const { person, impersonatorReason } = await reader.read();
	return {
		impersonation: {
			by: token.impersonator,
			name: nameOfSelf(person),
			reason: impersonatorReason
		}
	};
}
