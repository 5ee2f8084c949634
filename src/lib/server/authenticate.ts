import { called } from './calls';
import { config, ConfigurationError } from './config';
import { Outage } from './outage';
import { aheadOf } from './wrong-clock';

/** What WorkOS gives for a code or a refresh token. */
export interface Granted {
	user: WorkosUser;
	accessToken: string;
	refreshToken: string;
	organizationId: string | null;
	/** Who acts in the user's name, through WorkOS' dashboard. WorkOS says it at the beginning alone. */
	impersonator: { email: string; reason: string | null } | null;
	/** By how many seconds our clock is ahead of WorkOS'. */
	ahead: number;
}

/** A user as WorkOS' REST API writes one. */
export interface WorkosUser {
	id: string;
	email: string;
	first_name: string | null;
	last_name: string | null;
	profile_picture_url: string | null;
	created_at: string;
	updated_at: string;
}

/**
 * Why WorkOS gave no token.
 * - signed out: the session is over, sign in again
 * - authorize again: this organization asks for another way of signing in
 * - not a member: of that organization, or it is gone
 * - token too big: the JWT template or the permissions make more than WorkOS signs
 */
export type Reason = 'signed out' | 'authorize again' | 'not a member' | 'token too big';

export class Refused extends Error {
	override name = 'Refused';
	reason: Reason;
	/** The organization that a token was asked for. */
	organizationId: string | undefined;

	constructor(reason: Reason, code = '') {
		super(`WorkOS refused: ${reason} ${code}`.trim());
		this.reason = reason;
	}
}

/** WorkOS' codes, of the OAuth kind (`error`) and its own (`code`), by what they mean to us. */
const reasons: Record<string, Reason> = {
	invalid_grant: 'signed out',
	sso_required: 'authorize again',
	mfa_enrollment: 'authorize again',
	mfa_challenge: 'authorize again',
	email_verification_required: 'authorize again',
	authentication_method_not_allowed: 'authorize again',
	organization_authentication_methods_required: 'authorize again',
	organization_selection_required: 'authorize again',
	organization_membership_not_found: 'not a member',
	organization_not_found: 'not a member',
	invalid_organization_id: 'not a member',
	token_too_big: 'token too big'
};

/** How long one attempt may take, in milliseconds. Two of them fit into the lease of a session. */
const patience = 5_000;

/** However long WorkOS wants to be left alone, a session asks again after this, in seconds. */
const longestRest = 60;

/** What WorkOS shows people in their list of sessions. */
export interface About {
	ipAddress: string | null;
	userAgent: string | null;
}

/** Exchanges the code of a sign-in. Tried once: a code works once. */
export function redeem(code: string, verifier: string, about: About): Promise<Granted> {
	return grant({ grant_type: 'authorization_code', code, code_verifier: verifier }, about, 1);
}

/**
 * Exchanges a refresh token, for an organization or for the session's most recent one. Our own
 * fetch rather than the SDK's, whose worker build ignores timeouts and whose retries can sleep for
 * a minute. A second try is safe: WorkOS replays the same pair of tokens for 30 seconds.
 *
 * @throws {Refused} with WorkOS' verdict
 * @throws {Outage} when there was none: the refresh token is as good as before
 */
export function refresh(
	refreshToken: string,
	organizationId: string | undefined,
	about: About
): Promise<Granted> {
	return grant(
		{
			grant_type: 'refresh_token',
			refresh_token: refreshToken,
			...(organizationId && { organization_id: organizationId })
		},
		about,
		2
	);
}

function grant(
	parameters: Record<string, string>,
	about: About,
	attempts: number
): Promise<Granted> {
	const name = `authenticate ${parameters.grant_type}`;
	return called('WorkOS', name, (headers) => attempt(parameters, about, attempts, headers));
}

async function attempt(
	parameters: Record<string, string>,
	{ ipAddress, userAgent }: About,
	attempts: number,
	headers: Record<string, string>
): Promise<Granted> {
	const { workosApiUrl, workosClientId, workosApiKey } = config();
	const body = JSON.stringify({
		...parameters,
		client_id: workosClientId,
		client_secret: workosApiKey,
		...(ipAddress && { ip_address: ipAddress }),
		...(userAgent && { user_agent: userAgent })
	});

	for (let attempt = 1; ; attempt++) {
		try {
			const askedAt = Date.now();
			const response = await fetch(`${workosApiUrl}/user_management/authenticate`, {
				method: 'POST',
				headers: { ...headers, 'content-type': 'application/json' },
				body,
				signal: AbortSignal.timeout(patience)
			});
			const granted = await read(response);
			return { ...granted, ahead: aheadOf(response, askedAt) };
		} catch (reason) {
			if (reason instanceof Refused || reason instanceof ConfigurationError) throw reason;
			if (reason instanceof Outage) throw reason;
			if (attempt === attempts) throw new Outage('WorkOS', reason);
		}
	}
}

async function read(response: Response): Promise<Omit<Granted, 'ahead'>> {
	if (response.status === 429) throw tooOften(response);
	const answer = await response.json();
	if (response.ok) {
		return {
			user: answer.user,
			accessToken: answer.access_token,
			refreshToken: answer.refresh_token,
			organizationId: answer.organization_id ?? null,
			impersonator: answer.impersonator ?? null
		};
	}

	const code = String(answer.error ?? answer.code ?? '');
	const reason = reasons[code] ?? (/must use sso/i.test(answer.message) && 'authorize again');
	if (response.status < 500 && reason) throw new Refused(reason, code);
	if (response.status === 401 || code === 'invalid_client' || code === 'unauthorized_client') {
		throw new ConfigurationError(
			'WorkOS does not accept WORKOS_CLIENT_ID together with WORKOS_API_KEY. Find both in the WorkOS dashboard under API Keys; they must belong to the same environment.'
		);
	}
	throw new Error(`WorkOS answered ${response.status} ${code}`);
}

/** Asking again at once is what it complains of. */
function tooOften({ headers }: Response): Outage {
	const outage = new Outage('WorkOS', 'it was asked too often');
	outage.rest = Math.min(Number(headers.get('retry-after')) || 0, longestRest);
	return outage;
}
