import type { RequestEvent } from '@sveltejs/kit';

/** Where a request comes from; null when the server in front does not say. */
export function addressOf(event: RequestEvent): string | null {
	try {
		return event.getClientAddress() || null;
	} catch {
		// The adapter has none, as during prerendering or behind a proxy that does not forward it.
		return null;
	}
}

/**
 * What counts as one place: an IPv4 address, or the first half of an IPv6 address, all of which
 * whoever has one has. Requests without an address count as one.
 */
export function placeOf(event: RequestEvent): string {
	const address = addressOf(event)?.toLowerCase() ?? 'unknown';
	const [, v4] = address.match(/^::ffff:(\d+\.\d+\.\d+\.\d+)$/) ?? [];
	if (v4 || !address.includes(':')) return v4 ?? address;
	const [head = '', tail] = address.split('%')[0]!.split('::');
	const groups = head.split(':').filter(Boolean);
	const rest = tail?.split(':').filter(Boolean) ?? [];
	const zeros = tail === undefined ? 0 : Math.max(0, 8 - groups.length - rest.length);
	const all = [...groups, ...Array.from({ length: zeros }, () => '0'), ...rest];
	return all
		.slice(0, 4)
		.map((group) => parseInt(group, 16).toString(16))
		.join(':');
}
