import { createHmac } from 'node:crypto';
import { followed } from '../../src/lib/server/news.ts';
import { stack } from '../stack.ts';

/** An event as WorkOS writes it. */
export interface RawEvent {
	id: string;
	event: string;
	data: Record<string, string>;
	created_at: string;
}

/** What happened after this event, in order; from the beginning for none. */
export async function eventsAfter(after: string | null): Promise<RawEvent[]> {
	const all: RawEvent[] = [];
	for (let last = after; ; last = all.at(-1)?.id ?? last) {
		const query = new URLSearchParams({ events: followed.join(), order: 'asc', limit: '100' });
		if (last) query.set('after', last);
		const { data } = await ask<{ data: RawEvent[] }>(`/events?${query}`);
		all.push(...data);
		if (data.length < 100) return all;
	}
}

/** The event that happened last, if one did. */
export async function lastEvent(): Promise<string | null> {
	const query = new URLSearchParams({ events: followed.join(), order: 'desc', limit: '1' });
	const { data } = await ask<{ data: RawEvent[] }>(`/events?${query}`);
	return data[0]?.id ?? null;
}

async function ask<Answer>(path: string): Promise<Answer> {
	const response = await fetch(stack.env.WORKOS_API_URL + path, {
		headers: { authorization: `Bearer ${stack.env.WORKOS_API_KEY}` }
	});
	if (!response.ok) throw new Error(await response.text());
	return response.json();
}

/** What WorkOS would send for this event. */
export function webhookOf(
	event: object,
	{ at = Date.now(), secret = stack.env.WORKOS_WEBHOOK_SECRET } = {}
): { payload: string; signature: string } {
	const payload = JSON.stringify({ object: 'event', ...event });
	const hash = createHmac('sha256', secret).update(`${at}.${payload}`).digest('hex');
	return { payload, signature: `t=${at}, v1=${hash}` };
}
