import type { RequestEvent } from '@sveltejs/kit';
import { deviceOf } from '$lib/device';
import { endSessionsOfPerson } from './end-session';
import { proofOf } from './mint';
import { keyedHash } from './seal';
import { readOwnSessions, type Which } from './service';
import { signedIn } from './session';
import { SessionStateReader } from './session-state';
import { listSessions } from './workos';
import { refusals, type Refusal } from './write';

/** A sign-in of the caller, somewhere, as their page shows it. */
export interface OwnSession {
	/**
	 * What names it in a form of this very browser. WorkOS ends a session for whoever knows its id, so
	 * that goes into no page.
	 */
	handle: string;
	device: string;
	ipAddress: string | null;
	since: string;
	/** As precise as a token lives: it moves when one is minted. */
	usedAt: string;
	/** The one that asks. */
	isThis: boolean;
	/** The address of who acts in the caller's name there. */
	impersonator: string | null;
}

/**
 * Where the caller is signed in, this browser first, then by their last use.
 *
 * @throws {Outage} when WorkOS or the database is away
 */
export async function readSessions(event: RequestEvent): Promise<OwnSession[]> {
	const { sid: own } = signedIn();
	const sessions = (await openSessions(event)).map(({ session, handle, usedAt }) => ({
		handle,
		device: deviceOf(session.userAgent),
		ipAddress: session.ipAddress,
		since: session.createdAt,
		usedAt,
		isThis: session.id === own,
		impersonator: session.impersonator?.email ?? null
	}));
	return sessions.sort(
		(one, other) =>
			Number(other.isThis) - Number(one.isThis) || Date.parse(other.usedAt) - Date.parse(one.usedAt)
	);
}

export type Ended = { refused?: undefined; device: string } | Refusal;

/** Ends another session of the caller, by its handle. */
export async function endOther(event: RequestEvent, handle: string): Promise<Ended> {
	const found = (await openSessions(event)).find((one) => one.handle === handle);
	if (!found) return { ...refusals.gone, problem: 'They are signed out there already.' };
	const ended = await end(event, { sid: found.session.id });
	if (ended.refused) return ended;
	return { device: deviceOf(found.session.userAgent) };
}

/** Ends all sessions of the caller but this one. */
export function endOthers(
	event: RequestEvent
): Promise<{ refused?: undefined; count: number } | Refusal> {
	return end(event, 'others');
}

async function end(
	event: RequestEvent,
	which: Which
): Promise<{ refused?: undefined; count: number } | Refusal> {
	const { userId, supabase } = signedIn();
	const { sessionEnded, impersonator } = await new SessionStateReader(supabase).read();
	if (sessionEnded) return refusals['signed out'];
	if (impersonator) return refusals.impersonated;
	const { cookie } = event.locals.session!;
	return { count: await endSessionsOfPerson(event, userId, cookie, which) };
}

/** What WorkOS says is open, without what has ended here: of that it may not have heard. */
async function openSessions(event: RequestEvent) {
	const { userId } = signedIn();
	const { cookie } = event.locals.session!;
	const listed = await listSessions(userId);
	const known = await readOwnSessions(
		await proofOf(cookie),
		listed.map(({ id }) => id)
	);
	const records = new Map(known.map((record) => [record.id, record]));
	const open = listed.filter(({ id }) => !records.get(id)?.ended);
	return Promise.all(
		open.map(async (session) => ({
			session,
			handle: await keyedHash(session.id, cookie.secret, 'orgdeck sessions'),
			usedAt: records.get(session.id)?.used_at ?? session.updatedAt
		}))
	);
}
