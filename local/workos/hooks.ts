import { addApplication, defaultTokenLifetime } from './applications.ts';
import { readRequest, sendBack } from './authorize.ts';
import { onlyKnown, requiredText, text, truth } from './body.ts';
import { issueCode } from './codes.ts';
import { fairWeather } from './deliveries.ts';
import type { Deliveries } from './deliveries.ts';
import { apiKey, clientId, issuerOf, timestamp } from './environment.ts';
import type { Environment } from './environment.ts';
import { newId, ulid } from './ids.ts';
import { changeMembership, requireMembership } from './memberships.ts';
import { invalidParameters, notFound } from './refusals.ts';
import type { Route } from './router.ts';
import { requireUser } from './users.ts';

/** What tests need and WorkOS offers in its dashboard, if at all. The app never calls these. */
export function hookRoutes(environment: Environment, deliveries: Deliveries): Route[] {
	const { keys, now } = environment;
	return [
		{
			method: 'POST',
			path: '/_test/applications',
			access: 'test',
			answer({ body }) {
				onlyKnown(
					Object.keys(body),
					...['client_id', 'issuer', 'access_token_lifetime', 'clock_ahead']
				);
				const known = environment.store.applications.get(text(body, 'client_id'));
				const issuer = text(body, 'issuer') ?? 'client';
				const lifetime = body.access_token_lifetime ?? defaultTokenLifetime;
				if (issuer !== 'client' && issuer !== 'bare' && issuer !== 'custom') {
					throw invalidParameters('issuer must be client, bare or custom.');
				}
				if (typeof lifetime !== 'number' || !(lifetime > 0)) {
					throw invalidParameters('access_token_lifetime must be a number of seconds.');
				}
				const clock_ahead = body.clock_ahead ?? 0;
				if (typeof clock_ahead !== 'number') {
					throw invalidParameters('clock_ahead must be a number of seconds.');
				}
				const application = known
					? environment.store.applications.put({ ...known, clock_ahead })
					: addApplication(environment, {
							id: newId('client', now()),
							issuer,
							clock_ahead,
							access_token_lifetime: lifetime
						});
				return {
					status: 201,
					json: {
						client_id: application.id,
						api_key: apiKey,
						issuer: issuerOf(environment, application)
					}
				};
			}
		},
		{
			// How webhooks travel from now on; without a word again as they should.
			method: 'POST',
			path: '/_test/webhooks',
			access: 'test',
			answer({ body }) {
				onlyKnown(Object.keys(body), ...Object.keys(fairWeather));
				const weather = { ...fairWeather, ...body };
				if (!Object.values(weather).every((value) => typeof value === 'number' && value >= 0)) {
					throw invalidParameters('lost, duplicated and shuffled must be numbers.');
				}
				deliveries.weather = weather;
				return { status: 200, json: weather };
			}
		},
		{
			method: 'POST',
			path: '/_test/keys/rotate',
			access: 'test',
			async answer() {
				await keys.rotate(environment.onKeysChanged);
				return { status: 200, json: keys.jwks() };
			}
		},
		{
			method: 'POST',
			path: '/_test/tokens',
			access: 'test',
			answer({ body }) {
				onlyKnown(Object.keys(body), 'claims');
				const { claims } = body;
				if (typeof claims !== 'object' || claims === null)
					throw invalidParameters('claims must be an object.');
				const iat = Math.floor(now() / 1000);
				const exp = iat + defaultTokenLifetime;
				return {
					status: 201,
					json: { token: keys.sign({ iat, exp, jti: ulid(now()), ...claims }) }
				};
			}
		},
		{
			method: 'POST',
			path: '/_test/invitations/expire',
			access: 'test',
			answer({ body }) {
				onlyKnown(Object.keys(body), 'invitation_id');
				const id = requiredText(body, 'invitation_id');
				const invitation = environment.store.invitations.get(id);
				if (!invitation) throw notFound('Invitation', id);
				environment.store.invitations.put({ ...invitation, expires_at: timestamp(now() - 1) });
				return { status: 200, json: {} };
			}
		},
		{
			method: 'POST',
			path: '/_test/directory',
			access: 'test',
			answer({ body }) {
				onlyKnown(Object.keys(body), 'membership_id', 'directory_managed');
				const membership = requireMembership(environment, requiredText(body, 'membership_id'));
				const directory_managed = truth(body, 'directory_managed') ?? true;
				changeMembership(environment, membership, { directory_managed });
				return { status: 200, json: { directory_managed } };
			}
		},
		{
			// As if somebody had signed in so many seconds earlier than they did, wherever they did.
			method: 'POST',
			path: '/_test/sign-ins/age',
			access: 'test',
			answer({ body }) {
				onlyKnown(Object.keys(body), 'user_id', 'seconds');
				const user = requireUser(environment, requiredText(body, 'user_id'));
				if (typeof body.seconds !== 'number') throw invalidParameters('seconds must be a number.');
				const older = (at: string) => timestamp(Date.parse(at) - Number(body.seconds) * 1000);
				const { sessions, browserSessions } = environment.store;
				for (const row of sessions.filter(({ user_id }) => user_id === user.id)) {
					sessions.put({ ...row, signed_in_at: older(row.signed_in_at ?? row.created_at) });
				}
				for (const row of browserSessions.filter(({ user_id }) => user_id === user.id)) {
					browserSessions.put({ ...row, signed_in_at: older(row.signed_in_at) });
				}
				return { status: 200, json: {} };
			}
		},
		{
			// The dashboard sends the impersonator through the app's sign-in page. `authorization_url` is
			// where the app wants to go from there; `location` is where AuthKit then sends the browser.
			method: 'POST',
			path: '/_test/impersonate',
			access: 'test',
			answer({ body }) {
				onlyKnown(
					Object.keys(body),
					...['user_id', 'organization_id', 'email', 'reason', 'authorization_url']
				);
				const user = requireUser(environment, requiredText(body, 'user_id'));
				const address = text(body, 'authorization_url');
				const request = address && readRequest(environment, new URL(address).searchParams);
				if (request && 'status' in request) return request;
				const code = issueCode(environment, {
					client_id: request ? request.application.id : clientId,
					user_id: user.id,
					organization_id: text(body, 'organization_id') ?? null,
					code_challenge: request ? request.codeChallenge : null,
					impersonator: {
						email: requiredText(body, 'email'),
						reason: text(body, 'reason') ?? null
					},
					signed_in_at: timestamp(now())
				});
				const location = request ? sendBack(request, { code }).location : undefined;
				return { status: 201, json: { code, location } };
			}
		}
	];
}
