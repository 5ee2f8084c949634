import type { EventLog } from './events.ts';
import type { Keys } from './keys.ts';
import type { Application } from './rows.ts';
import type { Store } from './store.ts';

/** The one WorkOS environment that the stand-in is. Its keys are public knowledge. */
export const apiKey = 'sk_test_local';
/** An environment may have several, which all count: so one takes the place of another. */
export const apiKeys = [apiKey, `${apiKey}_next`];
export const clientId = 'client_local';

export interface Environment {
	store: Store;
	events: EventLog;
	keys: Keys;
	/** Milliseconds; tests move it. */
	now(): number;
	/** `http://127.0.0.1:<port>` */
	url: string;
	templatePath: string;
	/** The app's page that starts a flow, for people who come to the hosted pages without one. */
	signInEndpoint: string | undefined;
	onKeysChanged: ((jwks: { keys: JsonWebKey[] }) => void | Promise<void>) | undefined;
}

/** The stand-in under another of its names, as a custom domain puts another host before WorkOS. */
export function underHost(environment: Environment, hostname: string): string {
	const url = new URL(environment.url);
	url.hostname = hostname;
	return url.origin;
}

/** The `iss` of an application's tokens. Real environments differ in it. */
export function issuerOf(environment: Environment, application: Application): string {
	if (application.issuer === 'bare') return environment.url;
	const custom = application.issuer === 'custom';
	const base = custom ? underHost(environment, 'localhost') : environment.url;
	return `${base}/user_management/${application.id}`;
}

export function timestamp(now: number): string {
	return new Date(now).toISOString();
}

/** When a row changes: never the same as before, so that those who compare see every change. */
export function laterThan(before: string, now: number): string {
	return timestamp(Math.max(now, Date.parse(before) + 1));
}
