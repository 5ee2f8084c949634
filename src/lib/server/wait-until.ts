import type { RequestEvent } from '@sveltejs/kit';

/** What a host hands to a request, as far as it is the same on all of them. */
interface Host {
	waitUntil?(work: Promise<unknown>): void;
}

/** Where Vercel keeps it for `waitUntil` of @vercel/functions, which is nothing but this. */
const onVercel = Symbol.for('@vercel/request-context');

/**
 * Keeps an instance running for work that goes on after the answer. A server of its own has no such
 * thing, and needs none. The work must deal with its own errors.
 */
export function waitUntil({ platform }: RequestEvent, work: Promise<unknown>): void {
	// Cloudflare's is `ctx`, Netlify's `context`.
	const host = platform?.ctx ?? platform?.context ?? vercel()?.get?.();
	host?.waitUntil?.(work);
}

function vercel(): { get?(): Host | undefined } | undefined {
	return (globalThis as Record<symbol, unknown>)[onVercel] as ReturnType<typeof vercel>;
}
