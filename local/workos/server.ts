import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ensureDefaultApplication } from './applications.ts';
import { authenticateRoutes } from './authenticate.ts';
import { authorizeRoutes } from './authorize.ts';
import { seed } from './cast.ts';
import { recordChanges } from './changes.ts';
import { Deliveries } from './deliveries.ts';
import { discoveryRoutes } from './discovery.ts';
import type { Environment } from './environment.ts';
import { EventLog, eventRoutes } from './events.ts';
import { hookRoutes } from './hooks.ts';
import { hostedRoutes } from './hosted.ts';
import { invitationRoutes } from './invitations.ts';
import { openKeys } from './keys.ts';
import { membershipRoutes } from './memberships.ts';
import { organizationRoutes } from './organizations.ts';
import { permissionRoutes } from './permissions.ts';
import { portalRoutes } from './portal.ts';
import { redirectUriRoutes } from './redirect-uris.ts';
import { roleRoutes } from './roles.ts';
import { Router } from './router.ts';
import { serve } from './serve.ts';
import { sessionRoutes } from './sessions.ts';
import { signInMethodRoutes } from './sign-in-methods.ts';
import { openStore } from './store.ts';
import { checkTemplate } from './template.ts';
import { userRoutes } from './users.ts';
import { setOwnEndpoint, webhookRoutes } from './webhooks.ts';
import type { OwnEndpoint } from './webhooks.ts';

export interface WorkosOptions {
	/** 0 takes any free one. */
	port: number;
	/** Where data and signing keys are kept over restarts. */
	dataDir: string;
	/** The JWT template, read at each mint. */
	templatePath?: string;
	/** The app's page that starts a flow, for people who come without one. */
	signInEndpoint?: string;
	/** Where the app takes webhooks; it gets none unless told. */
	webhooks?: OwnEndpoint;
	onKeysChanged?: (jwks: { keys: JsonWebKey[] }) => void | Promise<void>;
	/** Milliseconds; for tests that move the clock instead of waiting. */
	now?: () => number;
}

export interface Workos {
	url: string;
	jwks(): { keys: JsonWebKey[] };
	/** How often each route was called, by method and path. */
	calls: ReadonlyMap<string, number>;
	stop(): Promise<void>;
}

const defaultTemplate = path.join(import.meta.dirname, '../../workos/jwt-template.json');

/** Starts the stand-in of WorkOS for this machine: one environment, seeded with the cast. */
export async function startWorkos(options: WorkosOptions): Promise<Workos> {
	if (process.env.NODE_ENV === 'production') {
		throw new Error('The stand-in of WorkOS signs in anybody: it does not start in production.');
	}
	const { dataDir, templatePath = defaultTemplate, now = Date.now } = options;
	checkTemplate(readFileSync(templatePath, 'utf8'));
	const store = openStore(dataDir, now());
	const keys = await openKeys(dataDir, now);
	// As in the gateway: nobody sends into a connection that is just being closed.
	const server = createServer({ keepAliveTimeout: 60_000 });
	const port = await listen(server, options.port).catch((error: unknown) => {
		store.close();
		throw error;
	});
	const environment: Environment = {
		store,
		events: new EventLog(store, now),
		keys,
		now,
		url: `http://127.0.0.1:${port}`,
		templatePath,
		signInEndpoint: options.signInEndpoint,
		onKeysChanged: options.onKeysChanged
	};
	ensureDefaultApplication(environment);
	seed(environment);
	recordChanges(environment);
	setOwnEndpoint(environment, options.webhooks);
	const deliveries = new Deliveries(environment);

	const router = new Router([
		...authorizeRoutes(environment),
		...hostedRoutes(environment),
		...authenticateRoutes(environment),
		...discoveryRoutes(environment),
		...sessionRoutes(environment),
		...organizationRoutes(environment),
		...userRoutes(environment),
		...membershipRoutes(environment),
		...invitationRoutes(environment),
		...roleRoutes(environment),
		...permissionRoutes(environment),
		...signInMethodRoutes(environment),
		...portalRoutes(environment),
		...redirectUriRoutes(environment),
		...eventRoutes(environment),
		...webhookRoutes(environment),
		...hookRoutes(environment, deliveries)
	]);
	server.on('request', (request, response) => void serve(environment, router, request, response));

	return {
		url: environment.url,
		jwks: keys.jwks,
		calls: router.calls,
		async stop() {
			deliveries.stop();
			await new Promise((closed) => {
				server.close(closed);
				server.closeAllConnections();
			});
			store.close();
		}
	};
}

function listen(server: Server, port: number): Promise<number> {
	return new Promise((resolve, reject) => {
		server.once('error', reject);
		server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
	});
}
