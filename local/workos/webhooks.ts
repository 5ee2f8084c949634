import { randomBytes } from 'node:crypto';
import { onlyKnown, requiredText, texts } from './body.ts';
import { timestamp } from './environment.ts';
import type { Environment } from './environment.ts';
import { eventNames } from './events.ts';
import { newId } from './ids.ts';
import { list, paging } from './list.ts';
import { coded, invalidParameters, notFound } from './refusals.ts';
import type { Route } from './router.ts';
import type { WebhookEndpoint } from './rows.ts';

/** The app of this machine, told by whoever starts the stand-in. */
export interface OwnEndpoint {
	url: string;
	secret: string;
}

const ownId = 'we_01J0000000000000000000LOCAL';

/** Sends every event to the app of this machine, or no longer does. */
export function setOwnEndpoint({ store, now }: Environment, own: OwnEndpoint | undefined): void {
	if (!own) return store.webhookEndpoints.remove(ownId);
	const at = timestamp(now());
	store.webhookEndpoints.put({
		...{ id: ownId, endpoint_url: own.url, secret: own.secret },
		...{ status: 'enabled', events: eventNames, created_at: at, updated_at: at }
	});
}

function present(endpoint: WebhookEndpoint) {
	return { object: 'webhook_endpoint', ...endpoint };
}

/** What happens here is told to nobody but this machine. */
function isLocal(address: string): boolean {
	return ['localhost', '127.0.0.1'].includes(URL.parse(address)?.hostname ?? '');
}

export function webhookRoutes({ store, now }: Environment): Route[] {
	return [
		{
			method: 'POST',
			path: '/webhook_endpoints',
			access: 'key',
			answer({ body }) {
				onlyKnown(Object.keys(body), 'endpoint_url', 'events');
				const endpoint_url = requiredText(body, 'endpoint_url');
				const events = texts(body, 'events') ?? [];
				const unknown = events.filter((name) => !eventNames.includes(name));
				if (!isLocal(endpoint_url)) {
					throw coded(422, 'invalid_url', 'endpoint_url is not of this machine.');
				}
				if (unknown.length) throw invalidParameters(`Unknown events: ${unknown.join(', ')}.`);
				if (store.webhookEndpoints.find((row) => row.endpoint_url === endpoint_url)) {
					throw coded(409, 'duplicate_endpoint', 'There is an endpoint with this URL.');
				}
				const at = timestamp(now());
				const endpoint = store.webhookEndpoints.put({
					id: newId('we', now()),
					endpoint_url,
					secret: `whsec_${randomBytes(24).toString('base64url')}`,
					status: 'enabled',
					events,
					created_at: at,
					updated_at: at
				});
				return { status: 201, json: present(endpoint) };
			}
		},
		{
			method: 'GET',
			path: '/webhook_endpoints',
			access: 'key',
			answer({ query }) {
				onlyKnown(query.keys(), ...paging);
				const rows = store.webhookEndpoints.filter(() => true);
				return list(rows, query, present);
			}
		},
		{
			method: 'DELETE',
			path: '/webhook_endpoints/:id',
			access: 'key',
			answer({ params }) {
				const endpoint = store.webhookEndpoints.get(params.id);
				if (!endpoint) throw notFound('Webhook endpoint', params.id ?? '');
				store.webhookEndpoints.remove(endpoint.id);
				return { status: 204 };
			}
		}
	];
}
