import type { SessionCookie } from './cookies';
import { openKeep, sealKeep, type Keep } from './keep';
import type { Held } from './mint';
import { Outage } from './outage';
import { Remembered } from './remembered';
import { leaseSession, releaseSession, storeSession, type Lease } from './service';

/*
 * What WorkOS gave and the database was away to store. WorkOS does not give it again after half a
 * minute, so the instance that has it goes on with it, and stores it later. Lost with the instance.
 */

/** How long an instance tries, in milliseconds. */
const patience = 10 * 60_000;

/** By session. */
const unstored = new Remembered<{ generation: number; keep: Keep }>(1_000);

/** What was stored last, or what this instance could not store after that. */
export async function newest(
	cookie: SessionCookie,
	{ sealed, generation }: Lease
): Promise<Keep | null> {
	const missed = unstored.get(cookie.sid);
	if (missed?.generation === generation) return missed.keep;
	unstored.delete(cookie.sid);
	return openKeep(sealed, cookie);
}

/**
 * Keeps what could not be stored, until it can be; unless a request does so first, or it is no longer
 * the newest.
 */
export async function keepBack(
	cookie: SessionCookie,
	{ proof, holder, generation }: Held,
	keep: Keep
): Promise<void> {
	unstored.set(cookie.sid, { generation, keep });
	const deadline = Date.now() + patience;
	while (unstored.get(cookie.sid) && Date.now() < deadline) {
		await new Promise((resume) => setTimeout(resume, 1_000));
		try {
			const lease = await leaseSession(proof, holder);
			if (!lease || lease.ended) return unstored.delete(cookie.sid);
			if (!lease.leased) continue;

			const latest = await newest(cookie, lease);
			if (!latest || !unstored.get(cookie.sid)) {
				await releaseSession(proof, holder);
				return;
			}
			await storeSession(proof, holder, await sealKeep(latest, cookie), { release: true });
			unstored.delete(cookie.sid);
		} catch (reason) {
			if (!(reason instanceof Outage)) throw reason;
		}
	}
}
