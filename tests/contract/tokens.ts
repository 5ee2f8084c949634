import { createRemoteJWKSet, decodeProtectedHeader, importX509, jwtVerify } from 'jose';
import { expect, test } from 'vitest';
import type { Subject } from './environment.ts';
import { checkedFetch, claimsOf, clientId, isReal, signIn, somebody } from './environment.ts';

interface Discovery {
	issuer: string;
	jwks_uri: string;
	authorization_endpoint: string;
	token_endpoint: string;
}

export function tokens({ workos, url }: Subject): void {
	const discover = async (issuer: string) => {
		const response = await checkedFetch(`${issuer}/.well-known/openid-configuration`);
		expect(response.status).toBe(200);
		return (await response.json()) as Discovery;
	};

	test('the keys are RSA keys for RS256, each with its certificate', async () => {
		const response = await checkedFetch(workos().userManagement.getJwksUrl(clientId));
		const { keys } = (await response.json()) as { keys: { x5c: string[]; n: string }[] };
		expect(keys.length).toBeGreaterThan(0);
		for (const { x5c, n } of keys) {
			const certificate = `-----BEGIN CERTIFICATE-----\n${x5c[0]}\n-----END CERTIFICATE-----`;
			const key = await importX509(certificate, 'RS256', { extractable: true });
			expect(await crypto.subtle.exportKey('jwk', key)).toMatchObject({ n });
		}
	});

	test('an unknown client has no keys', async () => {
		const response = await checkedFetch(workos().userManagement.getJwksUrl('client_nobody'));
		expect(response.status).toBe(404);
	});

	test('discovery under a client names the keys and the endpoints', async () => {
		const issuer = `${url()}/user_management/${clientId}`;
		expect(await discover(issuer)).toMatchObject({
			issuer,
			jwks_uri: `${url()}/sso/jwks/${clientId}`,
			authorization_endpoint: `${url()}/user_management/authorize`,
			token_endpoint: `${url()}/user_management/authenticate`
		});
		const unknown = `${url()}/user_management/client_nobody/.well-known/openid-configuration`;
		expect((await checkedFetch(unknown)).status).toBe(404);
	});

	test.skipIf(isReal)('discovery under the bare host does too', async () => {
		expect(await discover(url())).toMatchObject({ issuer: url() });
	});

	test.skipIf(isReal)(
		'an access token is signed with a published key and says who and where',
		async () => {
			const { user, email, organizations } = await somebody(workos(), ['admin', 'member']);
			const { accessToken } = await signIn(workos(), email);
			const keys = createRemoteJWKSet(new URL(workos().userManagement.getJwksUrl(clientId)));
			const issuer = `${url()}/user_management/${clientId}`;
			const { payload } = await jwtVerify(accessToken, keys, { issuer, algorithms: ['RS256'] });
			expect(decodeProtectedHeader(accessToken).kid).toMatch(/^sso_oidc_key_pair_/);
			expect(payload).toEqual({
				iss: issuer,
				sub: user.id,
				sid: expect.stringMatching(/^session_[0-9A-Z]{26}$/),
				jti: expect.stringMatching(/^[0-9A-Z]{26}$/),
				client_id: clientId,
				org_id: organizations[0]?.id,
				role: 'authenticated',
				roles: ['admin', 'member'],
				permissions: [],
				user_role: 'admin',
				auth_time: expect.any(Number),
				iat: expect.any(Number),
				exp: Number(payload.iat) + 300
			});
		}
	);

	test.skipIf(isReal)(
		'without an organization a token has no role but that of Postgres',
		async () => {
			const { email } = await somebody(workos());
			const session = await signIn(workos(), email);
			expect(session.organizationId).toBeUndefined();
			const claims = claimsOf(session.accessToken);
			expect(claims.role).toBe('authenticated');
			for (const name of ['org_id', 'roles', 'permissions', 'user_role', 'aud', 'act']) {
				expect(claims).not.toHaveProperty(name);
			}
		}
	);
}
