import { clientId } from './environment.ts';
import type { Environment } from './environment.ts';
import type { Application } from './rows.ts';

export const defaultTokenLifetime = 300;

export function addApplication(
	{ store }: Environment,
	application: Partial<Application> & { id: string }
): Application {
	return store.applications.put({
		issuer: 'client',
		access_token_lifetime: defaultTokenLifetime,
		...application
	});
}

/** The application that the dashboard of the local stack uses. */
export function ensureDefaultApplication(environment: Environment): void {
	if (!environment.store.applications.get(clientId)) addApplication(environment, { id: clientId });
}
