import { PostgrestClient, PostgrestError } from '@supabase/postgrest-js';
import type { RequestEvent } from '@sveltejs/kit';
import type { Database } from '$lib/database.types';
import { called } from './calls';
import { config } from './config';
import { orUnavailable, Outage } from './outage';
import { aheadOf, isWrong, WrongClock } from './wrong-clock';
import { sharedTables } from './shared-tables';

/** What the types hold us to: the oldest PostgREST that we run on. */
export type Supabase = PostgrestClient<Database, { PostgrestVersion: '12' }>;

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
	return dataApi(config().supabasePublishableKey, jwt, (input, init) => {
		const request = new Request(input, init);
		const answer = ask(organizationId ? repeatOrganization(request, organizationId) : request);
		return orUnavailable(event, answer);
	});
}

/**
 * A client of the Data API alone. That of supabase-js is the same, among clients of Auth, Realtime and
 * Storage, which nobody uses here and every worker would load: docs/decisions/0013.
 */
export function dataApi(key: string, bearer: string, fetch: typeof globalThis.fetch): Supabase {
	return new PostgrestClient(`${config().supabaseUrl}/rest/v1`, {
		headers: { apikey: key, authorization: `Bearer ${bearer}` },
		fetch,
		retry: false
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
export function ask(request: Request): Promise<Response> {
	return called('Supabase', nameOf(request), (headers) => {
		for (const [name, value] of Object.entries(headers)) request.headers.set(name, value);
		return answered(request);
	});
}

/** `GET tasks` for a table, `session_state` for a function: there are only so many. */
function nameOf({ method, url }: Request): string {
	const [, rpc, name] = new URL(url).pathname.match(/\/rest\/v1\/(rpc\/)?(\w+)$/) ?? [];
	return rpc ? name! : `${method} ${name ?? 'something'}`;
}

async function answered(request: Request): Promise<Response> {
	const askedAt = Date.now();
	let response: Response;
	try {
		const signal = AbortSignal.any([request.signal, AbortSignal.timeout(patience)]);
		response = await fetch(request, { signal });
	} catch (reason) {
		throw undecided(request, new Outage('Supabase', reason));
	}
	if (response.ok || (response.status !== 401 && response.status < 500)) return response;

	const problem = await response
		.clone()
		.json()
		.catch(() => ({}));
	const { status } = response;
	const code = String(problem.code ?? '');
	// A list that takes too long says so in its place; what is written has none of its own.
	const isSlow = code === tookTooLong && isWrite(request);
	if (!isSlow && !isAway(status, code)) return response;

	const ahead = aheadOf(response, askedAt);
	if (status === 401 && isWrong(ahead)) throw new WrongClock('Supabase', ahead);
	const outage = new Outage('Supabase', { status, code: problem.code });
	if (code.startsWith('53')) Object.assign(outage, full);
	if (isSlow) Object.assign(outage, slow);
	throw notBegun.test(code) ? outage : undecided(request, outage);
}

/** Answers that say that nothing was written: no connection to be had, or no room for it. */
const notBegun = /^(PGRST00[023]|PGRST30|53|57014)/;

/** Where the database says so itself: it is there, and has no more disk, memory or connections. */
const full = {
	title: 'The database has no room left',
	told: 'Your data is safe, and you are still signed in. Whoever runs this dashboard finds the reason in its log.'
};

/** Postgres gave up after its statement_timeout. */
const tookTooLong = '57014';
const slow = {
	title: 'The database took too long',
	told: 'It gave up after some seconds and changed nothing. Your data is safe, and you are still signed in.'
};

/** Whether it is this that a query failed of. */
export function isTooSlow(reason: unknown): boolean {
	return reason instanceof PostgrestError && reason.code === tookTooLong;
}

function undecided(request: Request, outage: Outage): Outage {
	outage.undecided = isWrite(request);
	return outage;
}

const isWrite = ({ method }: Request) => method !== 'GET' && method !== 'HEAD';

/** PGRST0xx: no connection or pool; 08, 53, 57P: Postgres is away, out of resources, shutting down. */
function isAway(status: number, code: string): boolean {
	if (status === 401) return code === 'PGRST301' || code === 'PGRST303';
	if ([502, 503, 504].includes(status)) return true;
	return /^(PGRST0|08|53|57P)/.test(code);
}
