import {
	createRemoteJWKSet,
	customFetch,
	decodeJwt,
	errors,
	jwtVerify,
	type JWTPayload
} from 'jose';
import { called } from './calls';
import { config, ConfigurationError } from './config';
import { Outage } from './outage';
import { Remembered } from './remembered';

/** A WorkOS access token whose signature, life and issuer were checked. */
export interface Token {
	/** The token itself. It goes to the Data API and nowhere else. */
	jwt: string;
	userId: string;
	/** WorkOS' id of the session. */
	sid: string;
	/** Null when no organization was chosen. */
	organizationId: string | null;
	/** The address of who acts in the person's name. What that means is the database's to judge. */
	impersonator: string | null;
	/** When they showed who they are, in seconds since 1970. Null where WorkOS does not say. */
	signedInAt: number | null;
	/** In seconds since 1970. What the roles in a token are worth is the database's to judge. */
	expiresAt: number;
}

interface Claims extends JWTPayload {
	sid?: string;
	org_id?: string;
	role?: string;
	auth_time?: number;
	act?: { sub?: string };
}

/** Seconds of life below which a token is not worth starting a request with. */
const margin = 5;

const keySets = new Map<string, ReturnType<typeof createRemoteJWKSet>>();
const verified = new Remembered<Token>(5_000);

function keySet() {
	const { workosApiUrl, workosClientId } = config();
	const url = `${workosApiUrl}/sso/jwks/${workosClientId}`;
	let keys = keySets.get(url);
	if (!keys) {
		// Unknown keys may ask WorkOS again every few seconds: a rotation is picked up at once, and
		// forged tokens cannot make us flood it.
		keys = createRemoteJWKSet(new URL(url), {
			...{ timeoutDuration: 5_000, cooldownDuration: 5_000 },
			[customFetch]: (input, init) => called('WorkOS', 'keys', () => fetch(input, init))
		});
		keySets.set(url, keys);
	}
	return keys;
}

/**
 * Waits until WorkOS' keys are at hand. Those that were fetched within ten minutes are; older ones
 * verify nothing any more, so then WorkOS has to answer.
 */
export async function reachKeys(): Promise<void> {
	const keys = keySet();
	if (!keys.fresh) await keys.reload();
}

/**
 * Checks a token's signature against WorkOS' public keys, its life, its issuer (where one is
 * configured) and that it speaks as Postgres' role `authenticated` and as nothing else.
 *
 * @returns null for a token that is expired, forged or not ours
 * @throws {Outage} when WorkOS' keys cannot be had
 * @throws {ConfigurationError} when WorkOS signs tokens without our JWT template
 */
export async function verify(jwt: string): Promise<Token | null> {
	// By itself: what is remembered holds it anyway, and to hash it took most of what this step costs.
	const known = verified.get(jwt);
	if (known) return known.expiresAt > now() ? known : null;

	const issuers = config().workosIssuers;
	let claims: Claims;
	try {
		const options = { algorithms: ['RS256'], ...(issuers.length > 0 && { issuer: issuers }) };
		claims = (await jwtVerify<Claims>(jwt, keySet(), options)).payload;
	} catch (reason) {
		if (isOutage(reason)) throw new Outage('WorkOS', reason);
		return null;
	}

	if (!claims.sub || !claims.sid || !claims.exp) return null;
	if (claims.role !== 'authenticated') {
		throw new ConfigurationError(
			'WorkOS signs access tokens whose role claim is not "authenticated". Paste workos/jwt-template.json into the WorkOS dashboard under Authentication, Sessions, JWT template.'
		);
	}

	const token: Token = {
		jwt,
		userId: claims.sub,
		sid: claims.sid,
		organizationId: claims.org_id ?? null,
		impersonator: claims.act ? (claims.act.sub ?? 'Somebody') : null,
		signedInAt: typeof claims.auth_time === 'number' ? claims.auth_time : null,
		expiresAt: claims.exp
	};
	verified.set(jwt, token);
	return token;
}

/**
 * Checks a token that WorkOS gave us a moment ago, so that a refusal is a fault on our side.
 *
 * @throws {Outage} when WorkOS' published keys do not verify it (yet)
 * @throws {ConfigurationError} when it has another issuer than the one configured
 */
export async function verifyGranted(jwt: string): Promise<Token> {
	const token = await verifyKept(jwt);
	if (token) return token;

	const { iss } = decodeJwt(jwt);
	const { workosIssuers } = config();
	if (workosIssuers.length > 0 && !workosIssuers.includes(iss ?? '')) {
		throw new ConfigurationError(
			`WORKOS_ISSUER is ${workosIssuers.join(', ')}, but WorkOS signs access tokens whose iss claim is ${iss}. Set it to that, or leave it out.`
		);
	}
	throw new Outage('WorkOS', 'a token that its published keys do not verify');
}

/**
 * Checks a token that WorkOS gave us and no browser could put in its place. It may have signed it with
 * a key that is new, and to ask for that at once is no flood.
 *
 * @returns null for a token that is expired or not ours
 * @throws {Outage} when WorkOS' keys cannot be had
 */
export async function verifyKept(jwt: string): Promise<Token | null> {
	const token = await verify(jwt);
	if (token) return token;
	try {
		await keySet().reload();
	} catch (reason) {
		throw new Outage('WorkOS', reason);
	}
	return verify(jwt);
}

/** What a token that WorkOS just gave us says about itself, before it is verified. */
export function peek(jwt: string): { organizationId: string | null; expiresAt: number } {
	const { org_id, exp } = decodeJwt<Claims>(jwt);
	return { organizationId: org_id ?? null, expiresAt: exp ?? 0 };
}

/** Whether a token lives long enough to begin a request with. */
export function isFresh({ expiresAt }: { expiresAt: number }): boolean {
	return expiresAt - now() > margin;
}

/** Seconds since 1970, as tokens count. */
export function now(): number {
	return Math.floor(Date.now() / 1000);
}

/** Anything but a verdict about the token means that its keys could not be had. */
function isOutage(reason: unknown): boolean {
	if (!(reason instanceof errors.JOSEError)) return true;
	return reason instanceof errors.JWKSTimeout || reason.code === 'ERR_JOSE_GENERIC';
}
