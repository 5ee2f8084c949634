import { createHash } from 'node:crypto';
import { onlyKnown, requiredText, text } from './body.ts';
import { redeemCode } from './codes.ts';
import { apiKeys, laterThan, timestamp } from './environment.ts';
import type { Environment } from './environment.ts';
import { newId, newSecret } from './ids.ts';
import { activeMemberships } from './memberships.ts';
import { coded, invalidParameters, oauth } from './refusals.ts';
import type { Answer, Call, Route } from './router.ts';
import type { Application, AuthorizationCode, Membership, Session } from './rows.ts';
import { isLive } from './sessions.ts';
import { mintAccessToken } from './tokens.ts';
import { presentUser } from './users.ts';

const replayWindow = 30 * 1000;
const sessionLength = 30 * 24 * 60 * 60 * 1000;
const impersonationLength = 60 * 60 * 1000;

interface Pair {
	access_token: string;
	refresh_token: string;
	organization_id: string | null;
}

export function authenticateRoutes(environment: Environment): Route[] {
	return [
		{
			method: 'POST',
			path: '/user_management/authenticate',
			access: 'public',
			answer: (call) => byItsClock(environment, call)
		}
	];
}

/** An application of a test may live in another time. */
function byItsClock(environment: Environment, call: Call): Answer {
	const answer = authenticate(environment, call);
	const application = environment.store.applications.get(text(call.body, 'client_id'));
	const ahead = application?.clock_ahead ?? 0;
	return { ...answer, at: environment.now() + ahead * 1000 };
}

function authenticate(environment: Environment, call: Call): Answer {
	const { body } = call;
	const application = environment.store.applications.get(requiredText(body, 'client_id'));
	const secret = text(body, 'client_secret');
	if (!application) throw oauth('invalid_client', 'Invalid client ID.');
	if (secret !== undefined && !apiKeys.includes(secret)) {
		throw oauth('invalid_client', 'Invalid client secret.');
	}
	const isConfidential = secret !== undefined;
	switch (requiredText(body, 'grant_type')) {
		case 'authorization_code':
			return exchangeCode(environment, application, call, isConfidential);
		case 'refresh_token':
			if (!isConfidential) throw oauth('invalid_client', 'A client secret is required.');
			return refresh(environment, application, body);
		default:
			throw invalidParameters('This stand-in of WorkOS does not know this grant_type.');
	}
}

function exchangeCode(
	environment: Environment,
	application: Application,
	{ body, ipAddress, userAgent }: Call,
	isConfidential: boolean
): Answer {
	onlyKnown(
		Object.keys(body),
		...['client_id', 'client_secret', 'grant_type', 'code', 'code_verifier'],
		...['ip_address', 'user_agent', 'device_id']
	);
	const { store, now } = environment;
	const code = redeemCode(environment, requiredText(body, 'code'));
	const user = store.users.get(code?.user_id);
	if (!code || !user || code.client_id !== application.id) {
		throw oauth('invalid_grant', 'The code is invalid or has expired, or was used before.');
	}
	checkVerifier(code, text(body, 'code_verifier'), isConfidential);
	const membership = code.organization_id
		? requireActive(environment, user.id, code.organization_id)
		: undefined;

	const at = timestamp(now());
	const session: Session = {
		id: newId('session', now()),
		client_id: application.id,
		user_id: user.id,
		organization_id: membership?.organization_id ?? null,
		ip_address: text(body, 'ip_address') ?? ipAddress,
		user_agent: text(body, 'user_agent') ?? userAgent,
		impersonator: code.impersonator,
		signed_in_at: code.signed_in_at,
		expires_at: timestamp(now() + (code.impersonator ? impersonationLength : sessionLength)),
		ended_at: null,
		created_at: at,
		updated_at: at
	};
	const access_token = mintAccessToken(environment, { application, user, session, membership });
	store.sessions.put(session);
	// WorkOS does not count this as a change of the user.
	if (!code.impersonator) store.users.put({ ...user, last_sign_in_at: at });
	const refresh_token = newSecret();
	store.refreshTokens.put({ id: refresh_token, session_id: session.id, exchange: null });
	const { organization_id } = session;
	return answer(environment, session, { access_token, refresh_token, organization_id });
}

function checkVerifier(
	{ code_challenge }: AuthorizationCode,
	verifier: string | undefined,
	isConfidential: boolean
): void {
	if (!code_challenge && verifier !== undefined) {
		throw coded(400, 'code_challenge_not_found', 'The code was not issued with a challenge.');
	}
	if (!code_challenge && !isConfidential) {
		throw oauth('invalid_client', 'A client secret is required.');
	}
	const hash = createHash('sha256')
		.update(verifier ?? '')
		.digest('base64url');
	if (code_challenge && hash !== code_challenge) {
		throw oauth('invalid_grant', 'The code verifier does not match the challenge.');
	}
}

function refresh(
	environment: Environment,
	application: Application,
	body: Record<string, unknown>
): Answer {
	onlyKnown(
		Object.keys(body),
		...['client_id', 'client_secret', 'grant_type', 'refresh_token', 'organization_id'],
		...['ip_address', 'user_agent', 'device_id']
	);
	const { store, now } = environment;
	const token = store.refreshTokens.get(requiredText(body, 'refresh_token'));
	const session = store.sessions.get(token?.session_id);
	const user = store.users.get(session?.user_id);
	if (!token || !session || !user || session.client_id !== application.id) {
		throw oauth('invalid_grant', 'Invalid refresh token.');
	}
	if (!isLive(session, now())) throw oauth('invalid_grant', 'Session has already ended.');
	if (token.exchange) {
		// Whether WorkOS looks at the organization of a replay is not known. Here it does not, which
		// is the harder case for the app.
		if (now() - Date.parse(token.exchange.at) <= replayWindow) {
			return answer(environment, session, token.exchange);
		}
		throw oauth('invalid_grant', 'Refresh token already exchanged.');
	}

	const membership = membershipOf(environment, session, text(body, 'organization_id'));
	const at = timestamp(now());
	const exchange = {
		at,
		// First, because a token that cannot be minted must leave everything as it was.
		access_token: mintAccessToken(environment, { application, user, session, membership }),
		refresh_token: newSecret(),
		organization_id: membership?.organization_id ?? null
	};
	store.refreshTokens.put({ ...token, exchange });
	store.refreshTokens.put({ id: exchange.refresh_token, session_id: session.id, exchange: null });
	const updated_at = laterThan(session.updated_at, now());
	store.sessions.put({ ...session, organization_id: exchange.organization_id, updated_at });
	return answer(environment, session, exchange);
}

/**
 * The organization to mint for: the one asked for, else the one this session used last. If that
 * one has been left in the meantime the session goes on without organization.
 */
function membershipOf(
	environment: Environment,
	session: Session,
	asked: string | undefined
): Membership | undefined {
	if (asked !== undefined) return requireActive(environment, session.user_id, asked);
	return activeMemberships(environment, session.user_id).find(
		(membership) => membership.organization_id === session.organization_id
	);
}

function requireActive(
	environment: Environment,
	userId: string,
	organizationId: string
): Membership {
	if (!environment.store.organizations.get(organizationId)) throw oauth('organization_not_found');
	const membership = activeMemberships(environment, userId).find(
		(row) => row.organization_id === organizationId
	);
	if (!membership) throw oauth('organization_membership_not_found');
	return membership;
}

function answer({ store }: Environment, session: Session, pair: Pair): Answer {
	const user = store.users.get(session.user_id);
	return {
		status: 200,
		json: {
			user: user && presentUser(user),
			...(pair.organization_id && { organization_id: pair.organization_id }),
			access_token: pair.access_token,
			refresh_token: pair.refresh_token,
			authentication_method: session.impersonator ? 'Impersonation' : 'MagicAuth',
			...(session.impersonator && { impersonator: session.impersonator })
		}
	};
}
