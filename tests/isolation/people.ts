import * as fixtures from '../fixtures.ts';
import { stack } from '../stack.ts';
import { at } from './choices.ts';
import { expectSame } from './compare.ts';
import { Disagreement } from './disagreement.ts';
import { rowOf } from './model/state.ts';
import type { Membership, Session, State } from './model/state.ts';

const { service, workos } = fixtures;
const clientId = stack.env.WORKOS_CLIENT_ID;

interface Pair {
	accessToken: string;
	refreshToken: string;
}

/** Signs in, to an organization or to whichever WorkOS chooses; answers in words. */
export async function signIn(
	state: State,
	person: string,
	wanted: string | null
): Promise<string | null> {
	const email = rowOf(state, 'user_emails', { user_id: person })?.email;
	if (typeof email !== 'string') return null;
	const active = activeOf(state, person);
	const organization = wanted ?? active[0]?.org_id ?? null;
	const membership = active.find(({ org_id }) => org_id === organization);
	const who = { id: person, email, firstName: '', lastName: '' };
	const where = organization ? { id: organization, name: '', slug: '' } : undefined;
	return mint(state, {
		deed: `${person} signs in to ${organization ?? 'no organization'}`,
		isAllowed:
			state.workos.people.has(person) && (organization === null || membership !== undefined),
		organization,
		person,
		attempt: () => fixtures.signIn(who, where)
	});
}

/** Somebody signs in to an organization in the person's name. */
export async function impersonate(
	state: State,
	person: string,
	organization: string
): Promise<string | null> {
	if (!state.workos.people.has(person)) return null;
	const impersonator = `${fixtures.unique()}@support.test`;
	return mint(state, {
		deed: `somebody signs in to ${organization} in the name of ${person}`,
		isAllowed: activeOf(state, person).some(({ org_id }) => org_id === organization),
		organization,
		person,
		impersonator,
		async attempt() {
			const response = await fetch(new URL('/_test/impersonate', stack.env.WORKOS_API_URL), {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify({
					user_id: person,
					organization_id: organization,
					email: impersonator
				})
			});
			const { code } = (await response.json()) as { code: string };
			return workos.userManagement.authenticateWithCode({ clientId, code });
		}
	});
}

/** The session asks for a token for another organization, or for a new one for the same. */
export async function switchTo(
	state: State,
	session: Session,
	wanted: string | null
): Promise<string | null> {
	const active = activeOf(state, session.person);
	const organization = wanted ?? session.organization;
	const membership = active.find(({ org_id }) => org_id === organization);
	const isAllowed = !session.isRevoked && (wanted === null || membership !== undefined);
	return mint(state, {
		deed: `${session.person} asks for a token for ${wanted ?? 'the same organization'}`,
		isAllowed,
		organization: membership ? organization : null,
		person: session.person,
		session,
		attempt: () =>
			workos.userManagement.authenticateWithRefreshToken({
				clientId,
				refreshToken: session.refreshToken,
				organizationId: wanted ?? undefined
			})
	});
}

/** Signs out here: our record of the session ends. */
export async function endSession(session: Session): Promise<string> {
	const { sid, person } = session;
	await service.rpc('session_end', await proofOf(session)).throwOnError();
	session.hasEnded = true;
	return `${person} signs out of ${sid}`;
}

/**
 * From this session the person ends another one of theirs, or all. One that is over ends nothing, nor
 * does one of somebody who acts in their name.
 */
export async function endOwnSessions(
	state: State,
	session: Session,
	which: number | null
): Promise<string> {
	const { person, hasEnded } = session;
	const theirs = state.sessions.filter((other) => other.person === person);
	const one = which === null ? undefined : at(theirs, which);
	const may = !hasEnded && session.impersonator === null;
	const ending = theirs.filter((other) => may && !other.hasEnded && (!one || other === one));
	const { data: ended } = await service
		.rpc('session_end_own', {
			...(await proofOf(session)),
			...{ which: one?.sid, listed: theirs.map(({ sid }) => sid) }
		})
		.throwOnError();
	for (const other of ending) other.hasEnded = true;
	const deed = `${person} signs out of ${one?.sid ?? 'everything'} from ${session.sid}`;
	return expectSame(deed, ending.map(({ sid }) => sid).sort(), ended.sort());
}

/** What proves a session to the functions about it. Its record begins here if there is none. */
async function proofOf({ sid, person, impersonator }: Session) {
	const proof = { sid, secret_hash: 'hash' };
	await service
		.rpc('session_start', {
			...{ ...proof, user_id: person, sealed: 'sealed' },
			...(impersonator !== null && { impersonator })
		})
		.throwOnError();
	return proof;
}

/** The person's active memberships, as WorkOS has them. */
export function activeOf({ workos }: State, person: string): Membership[] {
	return workos.memberships.filter(
		({ user_id, status }) => user_id === person && status === 'active'
	);
}

interface Mint {
	deed: string;
	isAllowed: boolean;
	person: string;
	organization: string | null;
	impersonator?: string;
	/** The one that goes on; a new one begins where there is none. */
	session?: Session;
	attempt: () => Promise<Pair>;
}

async function mint(state: State, mint: Mint): Promise<string> {
	const { deed, isAllowed, person, organization, impersonator = null } = mint;
	let pair: Pair;
	try {
		pair = await mint.attempt();
	} catch (error) {
		if (isAllowed) throw new Disagreement(deed, 'a token', String(error));
		return `${deed}, and may not`;
	}
	const [, payload = ''] = pair.accessToken.split('.');
	const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
	const membership = activeOf(state, person).find(({ org_id }) => org_id === organization);
	const roles = membership?.roles ?? [];
	const expected = JSON.stringify([person, organization, roles]);
	const minted = JSON.stringify([claims.sub, claims.org_id ?? null, claims.roles ?? []]);
	if (!isAllowed || minted !== expected) {
		throw new Disagreement(deed, isAllowed ? expected : 'no token', minted);
	}
	const session: Session = mint.session ?? {
		sid: claims.sid,
		person,
		refreshToken: '',
		organization,
		impersonator,
		isRevoked: false,
		hasEnded: false
	};
	if (!mint.session) state.sessions.push(session);
	Object.assign(session, { refreshToken: pair.refreshToken, organization });
	state.tokens.push({ jwt: pair.accessToken, session, organization, roles });
	return deed;
}
