import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import type { RequestEvent } from '@sveltejs/kit';
import type { Database } from '$lib/database.types';
import { config } from './config';
import { orUnavailable, Outage } from './outage';
import { sharedTables } from './shared-tables';

export type Supabase = SupabaseClient<Database>;

/** How long one query may take before we call the Data API away, in milliseconds. */
const patience = 10_000;

/**
 * A client that speaks as one person in one organization. Made for each request, since a shared
 * one would carry one person's token into another's.
 *
 * Reads of a tenant's tables repeat `org_id=eq.<organization>`: not for security, which is row
 * level security's alone, but because only a value in the query tells Postgres' planner how big
 * this tenant is. An outage becomes the page that says so.
 */
export function supabaseFor(
	event: RequestEvent,
	jwt: string,
	organizationId: string | null
): Supabase {
	const { supabaseUrl, supabasePublishableKey } = config();
	return createClient<Database>(supabaseUrl, supabasePublishableKey, {
		accessToken: () => Promise.resolve(jwt),
		db: { retry: false },
		global: {
			fetch: (input, init) => {
				const request = new Request(input, init);
				const answer = ask(organizationId ? repeatOrganization(request, organizationId) : request);
				return orUnavailable(event, answer);
			}
		}
	});
}

function repeatOrganization(request: Request, organizationId: string): Request {
	if (request.method !== 'GET' && request.method !== 'HEAD') return request;

	const url = new URL(request.url);
	const [, table] = url.pathname.match(/\/rest\/v1\/(\w+)$/) ?? [];
	if (!table || sharedTables.includes(table)) return request;

	url.searchParams.append('org_id', `eq.${organizationId}`);
	return new Request(url, request);
}

/**
 * Asks the Data API, and tells its answers from its absence.
 *
 * @throws {Outage} when it is away, overloaded, shutting down, or refuses a token that we verified
 *   (Supabase may hold WorkOS' old keys for half an hour after a rotation)
 */
export async function ask(request: Request): Promise<Response> {
	let response: Response;
	try {
		const signal = AbortSignal.any([request.signal, AbortSignal.timeout(patience)]);
		response = await fetch(request, { signal });
	} catch (reason) {
		throw new Outage('Supabase', reason);
	}
	if (response.ok || (response.status !== 401 && response.status < 500)) return response;

	const problem = await response
		.clone()
		.json()
		.catch(() => ({}));
	if (isAway(response.status, String(problem.code ?? ''))) {
		throw new Outage('Supabase', { status: response.status, code: problem.code });
	}
	return response;
}

/** PGRST0xx: no connection or pool; 08, 53, 57P: Postgres is away, out of resources, shutting down. */
function isAway(status: number, code: string): boolean {
	if (status === 401) return code === 'PGRST301' || code === 'PGRST303';
	if ([502, 503, 504].includes(status)) return true;
	return /^(PGRST0|08|53|57P)/.test(code);
}
