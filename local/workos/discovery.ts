import { clientId, underHost } from './environment.ts';
import type { Environment } from './environment.ts';
import { notFound } from './refusals.ts';
import type { Answer, Route } from './router.ts';

/** What OIDC clients, the Supabase CLI among them, read about an issuer. */
export function discoveryRoutes(environment: Environment): Route[] {
	const { store, keys } = environment;

	function describe(hostname: string, issuer: string, id: string): Answer {
		const base = underHost(environment, hostname);
		return {
			status: 200,
			json: {
				issuer,
				authorization_endpoint: `${base}/user_management/authorize`,
				token_endpoint: `${base}/user_management/authenticate`,
				jwks_uri: `${base}/sso/jwks/${id}`,
				response_types_supported: ['code'],
				response_modes_supported: ['query'],
				grant_types_supported: ['authorization_code', 'refresh_token'],
				subject_types_supported: ['public'],
				id_token_signing_alg_values_supported: ['RS256'],
				code_challenge_methods_supported: ['S256'],
				token_endpoint_auth_methods_supported: ['client_secret_post', 'none']
			}
		};
	}

	return [
		{
			method: 'GET',
			path: '/.well-known/openid-configuration',
			access: 'public',
			answer({ hostname }) {
				const id = store.applications.find((row) => row.issuer === 'bare')?.id ?? clientId;
				return describe(hostname, underHost(environment, hostname), id);
			}
		},
		{
			method: 'GET',
			path: '/user_management/:clientId/.well-known/openid-configuration',
			access: 'public',
			answer({ hostname, params }) {
				const id = params.clientId ?? '';
				if (!store.applications.get(id)) throw notFound('Application', id);
				return describe(hostname, `${underHost(environment, hostname)}/user_management/${id}`, id);
			}
		},
		{
			method: 'GET',
			path: '/sso/jwks/:clientId',
			access: 'public',
			answer({ params }) {
				const id = params.clientId ?? '';
				if (!store.applications.get(id)) throw notFound('Application', id);
				return { status: 200, json: keys.jwks() };
			}
		}
	];
}
