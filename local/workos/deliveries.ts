import { createHmac } from 'node:crypto';
import type { Environment } from './environment.ts';
import { presentEvent } from './events.ts';
import type { Event, WebhookEndpoint } from './rows.ts';

/** How badly webhooks travel, for tests that need it. */
export interface Weather {
	/** The share that never arrives, from 0 to 1. */
	lost: number;
	/** The share that arrives twice. */
	duplicated: number;
	/** Each sets out at a moment of its own within so many milliseconds, and so in any order. */
	shuffled: number;
}

export const fairWeather: Weather = { lost: 0, duplicated: 0, shuffled: 0 };

/** Waits before each further attempt, in milliseconds. WorkOS' six attempts take three days. */
const waits = [200, 400, 800, 1600, 3200];
/** How many are on their way at once. */
const limit = 10;
/** How long an endpoint may take to answer, in milliseconds. */
const patience = 10_000;

interface Delivery {
	endpointId: string;
	event: Event;
	attempt: number;
}

/** Sends events to where they were asked for, at least once, in no order that one could rely on. */
export class Deliveries {
	weather = fairWeather;
	readonly #environment: Environment;
	readonly #waiting: Delivery[] = [];
	readonly #timers = new Set<NodeJS.Timeout>();
	readonly #stopping = new AbortController();
	#underway = 0;

	constructor(environment: Environment) {
		this.#environment = environment;
		environment.events.watch((event) => this.#announce(event));
	}

	stop(): void {
		this.#stopping.abort();
		for (const timer of this.#timers) clearTimeout(timer);
		this.#waiting.length = 0;
	}

	#announce(event: Event): void {
		const { lost, duplicated, shuffled } = this.weather;
		for (const endpoint of this.#environment.store.webhookEndpoints.filter(
			({ status, events }) => status === 'enabled' && events.includes(event.event)
		)) {
			if (Math.random() < lost) continue;
			const delivery = { endpointId: endpoint.id, event, attempt: 0 };
			for (let copy = Math.random() < duplicated ? 2 : 1; copy > 0; copy--) {
				this.#later(delivery, Math.random() * shuffled);
			}
		}
	}

	#later(delivery: Delivery, wait: number): void {
		const timer = setTimeout(() => {
			this.#timers.delete(timer);
			this.#waiting.push(delivery);
			void this.#deliver();
		}, wait);
		// Nobody is kept waiting for an endpoint that does not answer.
		this.#timers.add(timer.unref());
	}

	async #deliver(): Promise<void> {
		if (this.#underway >= limit) return;
		const delivery = this.#waiting.shift();
		if (!delivery) return;
		this.#underway++;
		const isDone = await this.#send(delivery);
		this.#underway--;
		const wait = waits[delivery.attempt];
		if (!isDone && wait !== undefined && !this.#stopping.signal.aborted) {
			this.#later({ ...delivery, attempt: delivery.attempt + 1 }, wait);
		}
		void this.#deliver();
	}

	async #send({ endpointId, event }: Delivery): Promise<boolean> {
		const endpoint = this.#environment.store.webhookEndpoints.get(endpointId);
		if (!endpoint) return true;
		const body = JSON.stringify(presentEvent(event));
		try {
			const response = await fetch(endpoint.endpoint_url, {
				method: 'POST',
				headers: {
					'content-type': 'application/json',
					'workos-signature': sign(endpoint, this.#environment.now(), body)
				},
				body,
				redirect: 'manual',
				signal: AbortSignal.any([this.#stopping.signal, AbortSignal.timeout(patience)])
			});
			await response.arrayBuffer();
			return response.ok;
		} catch {
			return false;
		}
	}
}

/** The header that proves a webhook. Its time is in milliseconds. */
function sign({ secret }: WebhookEndpoint, at: number, body: string): string {
	const hash = createHmac('sha256', secret).update(`${at}.${body}`).digest('hex');
	return `t=${at}, v1=${hash}`;
}
