import { refresh, Refused, type About, type Granted } from './authenticate';
import type { SessionCookie } from './cookies';
import { idOf, remember, sealKeep, storedFor, type Keep, type Wanted } from './keep';
import { counter } from './metrics';
import { Outage } from './outage';
import { Remembered } from './remembered';
import { hash } from './seal';
import { endSession, leaseSession, releaseSession, storeSession, type Proof } from './service';
import { peek, verifyGranted, verifyKept, type Token } from './token';
import { keepBack, newest } from './unstored';
import { isWrong, WrongClock } from './wrong-clock';

/**
 * How long a request waits for another one's refresh, in milliseconds: until the lease of one that was
 * killed has run out, and somebody else has refreshed.
 */
const patience = 25_000;

/** The request that a token is minted for. */
export interface Errand {
	about: About;
	/** Goes on with work that the answer does not wait for. */
	later: (work: () => Promise<unknown>) => void;
}

const refreshes = counter(
	'orgdeck_refreshes_total',
	'Tokens that a browser lacked: done at WorkOS, waited for another request, refused, failed.'
);

/** Until when WorkOS asked to be left alone, by session, in milliseconds. */
const resting = new Remembered<number>(1_000);

/** The proof of a session for the database. */
export async function proofOf({ sid, secret }: SessionCookie): Promise<Proof> {
	return { sid, secretHash: await hash(secret) };
}

/**
 * Gets a token for this session: the one that another request just stored, or a new one. Over all
 * instances one request at a time refreshes, because a refresh token works once; the others wait
 * and read what it stored.
 *
 * @throws {Refused} with WorkOS' verdict, or `signed out` when the session has ended here
 * @throws {Outage} when WorkOS or the database is away; the session stays as it was
 */
export async function mint(cookie: SessionCookie, wanted: Wanted, errand: Errand): Promise<Token> {
	try {
		const { token, how } = await get(cookie, wanted, errand);
		refreshes.add({ outcome: how });
		return token;
	} catch (reason) {
		refreshes.add({ outcome: reason instanceof Refused ? 'refused' : 'failed' });
		throw reason;
	}
}

async function get(
	cookie: SessionCookie,
	wanted: Wanted,
	errand: Errand
): Promise<{ token: Token; how: 'done' | 'waited' }> {
	const proof = await proofOf(cookie);
	const holder = crypto.randomUUID();
	const deadline = Date.now() + patience;

	for (let pause = 30; ; pause = Math.min(pause * 1.5, 400)) {
		const lease = await leaseSession(proof, holder);
		if (!lease || lease.ended) throw new Refused('signed out');

		if (isWrong(lease.ahead)) {
			if (lease.leased) await releaseSession(proof, holder);
			throw new WrongClock('Supabase', lease.ahead);
		}

		const keep = await newest(cookie, lease);
		if (!keep) {
			// Another instance may know the password that it was sealed with.
			if (lease.leased) await releaseSession(proof, holder);
			throw new Refused('signed out');
		}

		const stored = storedFor(keep, wanted);
		const token = stored && (await verifyKept(stored));
		if (token) {
			if (lease.leased) await releaseSession(proof, holder);
			return { token, how: 'waited' };
		}
		if (lease.leased) {
			const under = { proof, holder, generation: lease.generation };
			const minted = await refreshUnderLease(cookie, under, keep, wanted, errand);
			if (minted) return { token: minted, how: 'done' };
		}

		if (Date.now() > deadline) throw new Outage('WorkOS', 'the refresh of another request');
		await new Promise((resume) => setTimeout(resume, pause * (0.5 + Math.random())));
	}
}

/** A lease that a request holds. */
export interface Held {
	proof: Proof;
	holder: string;
	generation: number;
}

/** Null when the lease was lost on the way: look again who has it and what they stored. */
async function refreshUnderLease(
	cookie: SessionCookie,
	under: Held,
	keep: Keep,
	wanted: Wanted,
	{ about, later }: Errand
): Promise<Token | null> {
	const { proof, holder } = under;
	let { generation } = under;
	const organizationId = wanted.organizationId ?? idOf(keep.organizations, wanted.slug);

	for (let attempt = 0; attempt < 3; attempt++) {
		let granted;
		try {
			granted = await refreshUnlessResting(cookie, keep.refreshToken, organizationId, about);
		} catch (reason) {
			if (reason instanceof Refused) reason.organizationId = organizationId;
			const held = await releaseSession(proof, holder);
			if (reason instanceof Refused && reason.reason === 'signed out') {
				// Only the newest refresh token tells: another holder may have stored a newer one.
				if (!held) return null;
				await endSession(proof);
			}
			throw reason;
		}

		// WorkOS may answer for another organization than asked (a replay within its 30 seconds). That
		// token is kept for its own organization, and the newer refresh token asks again.
		const got = peek(granted.accessToken).organizationId;
		const right = !organizationId || got === organizationId;
		// Without the token, where it cannot be judged: whoever comes next shall notice that too.
		const isAmiss = isWrong(granted.ahead);
		keep = { ...keep, refreshToken: granted.refreshToken };
		if (!isAmiss) {
			const slug = right && organizationId ? wanted.slug : undefined;
			keep = remember(keep, granted.accessToken, slug);
		}
		const release = right || isAmiss;
		const sealed = await sealKeep(keep, cookie);
		try {
			const kept = await keepTrying(() => storeSession(proof, holder, sealed, { release }));
			if (!kept) return null;
			generation++;
		} catch (reason) {
			later(() => keepBack(cookie, { proof, holder, generation }, keep));
			throw reason;
		}

		if (isAmiss) throw new WrongClock('WorkOS', granted.ahead);
		if (right) {
			const token = await verifyGranted(granted.accessToken);
			if (token.sid !== cookie.sid) throw new Refused('signed out');
			return token;
		}
	}
	await releaseSession(proof, holder);
	throw new Outage('WorkOS', 'tokens for other organizations than the one asked for');
}

/** Leaves WorkOS alone for as long as it asked for. */
async function refreshUnlessResting(
	{ sid }: SessionCookie,
	refreshToken: string,
	organizationId: string | undefined,
	about: About
): Promise<Granted> {
	if ((resting.get(sid) ?? 0) > Date.now()) {
		throw new Outage('WorkOS', 'it asked to be left alone for a while');
	}
	try {
		return await refresh(refreshToken, organizationId, about);
	} catch (reason) {
		if (reason instanceof Outage && reason.rest > 0) {
			resting.set(sid, Date.now() + reason.rest * 1000);
		}
		throw reason;
	}
}

/** A refresh token that is not stored is lost, so a database that is away gets some seconds. */
async function keepTrying<Value>(store: () => Promise<Value>): Promise<Value> {
	for (let pause = 200; ; pause *= 2) {
		try {
			return await store();
		} catch (reason) {
			if (!(reason instanceof Outage) || pause > 3_000) throw reason;
			await new Promise((resume) => setTimeout(resume, pause));
		}
	}
}
