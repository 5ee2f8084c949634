import { onlyKnown, requiredText } from './body.ts';
import { laterThan, timestamp } from './environment.ts';
import type { Environment } from './environment.ts';
import { list, paging } from './list.ts';
import { Refusal, invalidParameters } from './refusals.ts';
import type { Route } from './router.ts';
import type { Session } from './rows.ts';
import { requireUser } from './users.ts';

/** Neither ended nor too old. */
export function isLive(session: Session, now: number): boolean {
	return !session.ended_at && session.expires_at > timestamp(now);
}

/** Its refresh tokens are worth nothing from here on; access tokens live until they expire. */
export function endSession({ store, now }: Environment, session: Session): void {
	if (session.ended_at) return;
	const at = laterThan(session.updated_at, now());
	store.sessions.put({ ...session, ended_at: at, updated_at: at });
}

export function endSessions(
	environment: Environment,
	matches: (session: Session) => boolean
): void {
	for (const session of environment.store.sessions.filter(matches))
		endSession(environment, session);
}

export function presentSession(session: Session) {
	return {
		object: 'session',
		id: session.id,
		user_id: session.user_id,
		...(session.organization_id && { organization_id: session.organization_id }),
		...(session.impersonator && { impersonator: session.impersonator }),
		ip_address: session.ip_address,
		user_agent: session.user_agent,
		auth_method: session.impersonator ? 'impersonation' : 'magic_code',
		status: 'active',
		expires_at: session.expires_at,
		ended_at: session.ended_at,
		created_at: session.created_at,
		updated_at: session.updated_at
	};
}

/** Where people may be sent after signing out: the places where the app runs on this machine. */
function isLocal(address: string): boolean {
	const url = URL.parse(address);
	return url?.protocol === 'http:' && ['localhost', '127.0.0.1'].includes(url.hostname);
}

export function sessionRoutes(environment: Environment): Route[] {
	const { store, now } = environment;
	return [
		{
			method: 'GET',
			path: '/user_management/users/:id/sessions',
			access: 'key',
			answer({ params, query }) {
				onlyKnown(query.keys(), ...paging);
				const user = requireUser(environment, params.id);
				const rows = store.sessions.filter(
					(session) => session.user_id === user.id && isLive(session, now())
				);
				return list(rows, query, presentSession);
			}
		},
		{
			method: 'POST',
			path: '/user_management/sessions/revoke',
			access: 'key',
			answer({ body }) {
				onlyKnown(Object.keys(body), 'session_id');
				const id = requiredText(body, 'session_id');
				const session = store.sessions.get(id);
				if (!session) throw new Refusal(400, { message: `Session not found: '${id}'.` });
				endSession(environment, session);
				return { status: 200, json: {} };
			}
		},
		{
			method: 'GET',
			path: '/user_management/sessions/logout',
			access: 'browser',
			answer({ query, browser }) {
				const id = query.get('session_id') ?? '';
				if (!id.startsWith('session_')) throw invalidParameters('session_id is not a session.');
				const home = environment.signInEndpoint && new URL('/', environment.signInEndpoint).href;
				const returnTo = query.get('return_to') ?? home ?? '';
				if (!isLocal(returnTo)) throw invalidParameters('return_to is not a sign-out redirect.');

				// People who are signed out already are sent on all the same.
				const session = store.sessions.get(id);
				if (session) endSession(environment, session);
				store.browserSessions.remove(browser ?? '');
				return { status: 302, location: new URL(returnTo).href };
			}
		}
	];
}
