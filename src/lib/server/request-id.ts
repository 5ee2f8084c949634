import type { RequestEvent } from '@sveltejs/kit';
import { configIfRight } from './config';

/** Letters that mean nothing in a log, a header or a page; as long as those of proxies are. */
const wellFormed = /^[\w.:-]{8,100}$/;

/**
 * What this request is called in the log, in the answer, on its error page, and by the services it asks.
 * Whoever stands in front may have named it; what anybody else says of themselves is passed over.
 */
export function requestIdOf(event: RequestEvent): string {
	const header = trustedHeader(event);
	const given = header && event.request.headers.get(header);
	return given && wellFormed.test(given) ? given : crypto.randomUUID();
}

function trustedHeader({ platform }: RequestEvent): string | null {
	// Cloudflare sets it, and a caller cannot.
	if (platform?.ctx) return 'cf-ray';
	return configIfRight()?.requestIdHeader ?? null;
}
