import { onlyKnown } from './body.ts';
import { timestamp } from './environment.ts';
import type { Environment } from './environment.ts';
import { newId } from './ids.ts';
import { Refusal } from './refusals.ts';
import type { Answer, Route } from './router.ts';
import type { Event } from './rows.ts';
import { eventsKept } from './store.ts';
import type { Store } from './store.ts';

/** What the stand-in tells of. */
export const eventNames = [
	...['organization.created', 'organization.updated', 'organization.deleted'],
	...['user.created', 'user.updated', 'user.deleted'],
	...['organization_membership.created', 'organization_membership.updated'],
	...['organization_membership.deleted'],
	...['invitation.created', 'invitation.accepted', 'invitation.revoked', 'invitation.resent'],
	...['session.created', 'session.revoked', 'connection.activated', 'connection.deleted'],
	...['role.created', 'role.updated', 'role.deleted', 'permission.created'],
	...['organization_role.created', 'organization_role.updated', 'organization_role.deleted']
];

/** Everything that happened, in order. */
export class EventLog {
	readonly #events: Event[];
	readonly #places: Map<string, number>;
	readonly #store: Store;
	readonly #now: () => number;
	#reader: (event: Event) => void = () => {};

	constructor(store: Store, now: () => number) {
		this.#events = store.events.filter(() => true);
		this.#places = new Map(this.#events.map(({ id }, place) => [id, place]));
		this.#store = store;
		this.#now = now;
	}

	append(event: string, data: object, organization_id: string | null): void {
		const at = this.#now();
		const id = newId('event', at);
		const row = { id, event, data, organization_id, created_at: timestamp(at) };
		this.#places.set(id, this.#events.push(row) - 1);
		this.#store.events.put(row);
		this.#reader(row);
	}

	/** Is told of every event from now on. */
	watch(reader: (event: Event) => void): void {
		this.#reader = reader;
	}

	/** The first so many that match, from one side to the other, and whether there are more. */
	read(
		matches: (event: Event) => boolean,
		{ after, limit, backwards }: { after: string | null; limit: number; backwards: boolean }
	): { events: Event[]; isMore: boolean } {
		const step = backwards ? -1 : 1;
		const end = backwards ? this.#events.length : -1;
		const start = after === null ? end : this.#places.get(after);
		if (start === undefined) throw invalid('after', 'does not name an event');
		const events: Event[] = [];
		for (let place = start + step; place in this.#events; place += step) {
			const event = this.#events[place];
			if (!event || !matches(event)) continue;
			if (events.length === limit) return { events, isMore: true };
			events.push(event);
		}
		return { events, isMore: false };
	}
}

/** An event as the API and webhooks write it. */
export function presentEvent({ id, event, data, created_at }: Event) {
	return { object: 'event', id, event, data, created_at };
}

export function eventRoutes({ events, now }: Environment): Route[] {
	return [
		{
			method: 'GET',
			path: '/events',
			access: 'key',
			answer: ({ query }) => listEvents(events, query, now())
		}
	];
}

function listEvents(log: EventLog, query: URLSearchParams, now: number): Answer {
	onlyKnown(
		query.keys(),
		...['events', 'organization_id', 'range_start', 'range_end', 'after', 'limit', 'order']
	);
	const names = query.getAll('events').flatMap((value) => value.split(','));
	const unknown = names.filter((name) => !eventNames.includes(name));
	if (!names.length) throw invalid('events', 'must not be empty');
	if (unknown.length) throw invalid('events', `has unknown ones: ${unknown.join(', ')}`);
	const limit = Number(query.get('limit') ?? 10);
	if (!Number.isInteger(limit) || limit < 1 || limit > 100) {
		throw invalid('limit', 'must be a whole number from 1 to 100');
	}
	const order = query.get('order') ?? 'desc';
	if (!['asc', 'desc', 'normal'].includes(order)) throw invalid('order', 'must be asc or desc');
	const after = query.get('after');
	if (after && query.has('range_start')) {
		throw invalid('range_start', 'and after exclude each other');
	}

	const organization = query.get('organization_id');
	const oldest = timestamp(now - eventsKept);
	const from = time(query, 'range_start') ?? oldest;
	const until = time(query, 'range_end') ?? '9';
	const { events, isMore } = log.read(
		(event) =>
			names.includes(event.event) &&
			event.created_at >= from &&
			event.created_at >= oldest &&
			event.created_at <= until &&
			(!organization || event.organization_id === organization),
		{ after, limit, backwards: order !== 'asc' }
	);
	return {
		status: 200,
		json: {
			object: 'list',
			data: events.map(presentEvent),
			list_metadata: { after: isMore ? (events.at(-1)?.id ?? null) : null }
		}
	};
}

function time(query: URLSearchParams, name: string): string | null {
	const value = query.get(name);
	if (value === null) return null;
	const at = Date.parse(value);
	if (Number.isNaN(at)) throw invalid(name, 'must be an ISO 8601 date');
	return timestamp(at);
}

/** Unlike those of other endpoints, its refusals name the field. */
function invalid(field: string, problem: string): Refusal {
	const message = `${field} ${problem}.`;
	return new Refusal(422, { message, errors: [{ code: 'invalid', field }] });
}
