import { getRequestEvent } from '$app/server';
import { config } from './config';
import { counter } from './metrics';
import { Remembered } from './remembered';
import { keyedHash } from './seal';
import { takeTokens } from './service';
import type { Refusal } from './write';

/**
 * How often something may be done: `most` at once, and as many again within so many minutes, evenly.
 * RATE_LIMIT_FACTOR multiplies them. What is limited next gets a line here and a `take` before its
 * work begins, of as many as it is about to do.
 */
const limits = {
	/** Beginnings of a sign-in, from an address: an office may have one for all. */
	'sign-in': { most: 60, minutes: 5 },
	/** Mails with an invitation, by a person and by an organization. */
	invitations: { most: 400, minutes: 60 },
	'invitations of an organization': { most: 1_000, minutes: 60 },
	/** New organizations, by a person. */
	organizations: { most: 20, minutes: 60 },
	/** Archives and audit logs, by a person: each reads all rows of the organization. */
	exports: { most: 20, minutes: 60 },
	/** Links into WorkOS' Admin Portal, by a person. */
	portal: { most: 30, minutes: 10 },
	/** Webhooks that WorkOS did not sign, and calls of the sync with a wrong secret, from an address. */
	'not let in': { most: 20, minutes: 5 }
} as const;

const refusals = counter('orgdeck_rate_limited_total', 'What somebody has to wait for, by limit.');

export type Limit = keyof typeof limits;

/** Those who have to wait, until when: they cost the database nothing until then. */
const waiting = new Remembered<number>(10_000);

/**
 * Takes as many of a limit as are wanted, or none.
 *
 * @param who whom the limit is about; never stored as it is
 * @returns in how many seconds there will be enough; 0 when they were taken
 * @throws {Outage} when the database, which counts, is away
 */
export async function take(limit: Limit, who: string, wanted = 1): Promise<number> {
	const { rateLimitFactor, cookiePasswords } = config();
	if (rateLimitFactor === 0) return 0;

	const { most, minutes } = limits[limit];
	const bucket = `${limit} ${await keyedHash(who, cookiePasswords[0]!, 'orgdeck limits')}`;
	const key = `${bucket} ${wanted}`;
	const wait = (waiting.get(key) ?? 0) - Date.now();
	if (wait > 0) {
		refusals.add({ limit });
		return Math.ceil(wait / 1000);
	}

	const seconds = await takeTokens(
		bucket,
		wanted,
		Math.max(1, Math.round(most * rateLimitFactor)),
		minutes
	);
	if (seconds > 0) {
		refusals.add({ limit });
		waiting.set(key, Date.now() + seconds * 1000);
	}
	return seconds;
}

/** The same as an answer to a form; null when they were taken. Call it before anything was answered. */
export async function refusedBy(
	limit: Limit,
	who: string,
	what: string,
	wanted = 1
): Promise<Refusal | null> {
	const seconds = await take(limit, who, wanted);
	if (seconds === 0) return null;
	getRequestEvent().setHeaders({ 'retry-after': String(seconds) });
	return { refused: 'too many', status: 429, problem: `${what} ${again(seconds)}` };
}

/** When to come back, as a sentence. */
export function again(seconds: number): string {
	if (seconds <= 90) return 'Try again in a minute.';
	const minutes = Math.ceil(seconds / 60);
	return minutes < 90
		? `Try again in ${minutes} minutes.`
		: `Try again in ${Math.ceil(minutes / 60)} hours.`;
}
