import { refresh, Refused, type About } from './authenticate';
import { config } from './config';
import { Outage } from './outage';
import { hash, seal, unseal } from './seal';
import { endSession, leaseSession, releaseSession, storeSession, type Proof } from './service';
import type { SessionCookie } from './cookies';
import { isFresh, peek, verify, verifyGranted, type Token } from './token';

const purpose = 'orgdeck session';

/** How long a request waits for another one's refresh, in milliseconds. */
const patience = 20_000;

/** How many organizations a session remembers. */
const limit = 20;

/** What a session record keeps, sealed. */
export interface Keep {
	refreshToken: string;
	/** Lately used first. A token may have expired; the slug spares the next mint a look-up. */
	organizations: { id: string | null; slug?: string; token: string }[];
}

/** What a request needs a token for: an organization by id, by slug, or any at all. */
export interface Wanted {
	organizationId?: string;
	slug?: string;
	/** A token that must not be given again, since it says less than the mirror. */
	not?: string;
}

/** The proof of a session for the database. */
export async function proofOf({ sid, secret }: SessionCookie): Promise<Proof> {
	return { sid, secretHash: await hash(secret) };
}

/** Seals what a session record keeps. */
export function sealKeep(keep: Keep, { secret }: SessionCookie): Promise<string> {
	return seal(keep, config().cookiePasswords, secret, purpose);
}

/** Puts a token in front, in place of an older one for the same organization. */
export function remember(keep: Keep, token: string, slug?: string): Keep {
	const id = peek(token).organizationId;
	const before = keep.organizations.find((organization) => organization.id === id);
	const others = keep.organizations.filter((organization) => organization.id !== id);
	const latest = { id, token, ...((slug ?? before?.slug) && { slug: slug ?? before?.slug }) };
	return { ...keep, organizations: [latest, ...others].slice(0, limit) };
}

/**
 * Gets a token for this session: the one that another request just stored, or a new one. Over all
 * instances one request at a time refreshes, because a refresh token works once; the others wait
 * and read what it stored.
 *
 * @throws {Refused} with WorkOS' verdict, or `signed out` when the session has ended here
 * @throws {Outage} when WorkOS or the database is away; the session stays as it was
 */
export async function mint(cookie: SessionCookie, wanted: Wanted, about: About): Promise<Token> {
	const proof = await proofOf(cookie);
	const holder = crypto.randomUUID();
	const deadline = Date.now() + patience;

	for (let pause = 30; ; pause = Math.min(pause * 1.5, 400)) {
		const lease = await leaseSession(proof, holder);
		if (!lease || lease.ended) throw new Refused('signed out');

		const keep = await unseal<Keep>(lease.sealed, config().cookiePasswords, cookie.secret, purpose);
		if (!keep) throw new Refused('signed out');

		const stored = storedFor(keep, wanted);
		const token = stored && (await verify(stored));
		if (token) {
			if (lease.leased) await releaseSession(proof, holder);
			return token;
		}
		if (lease.leased) {
			const minted = await refreshUnderLease(cookie, proof, holder, keep, wanted, about);
			if (minted) return minted;
		}

		if (Date.now() > deadline) throw new Outage('WorkOS', 'the refresh of another request');
		await new Promise((resume) => setTimeout(resume, pause * (0.5 + Math.random())));
	}
}

/**
 * The fresh token that serves. For a slug that this session has not met any token does, since the
 * slug must be looked up with one.
 */
function storedFor({ organizations }: Keep, wanted: Wanted): string | undefined {
	const organizationId = wanted.organizationId ?? idOf(organizations, wanted.slug);
	return organizations.find(
		({ id, token }) =>
			(!organizationId || id === organizationId) && token !== wanted.not && isFresh(peek(token))
	)?.token;
}

function idOf(organizations: Keep['organizations'], slug?: string): string | undefined {
	return (
		(slug && organizations.find((organization) => organization.slug === slug)?.id) || undefined
	);
}

/** Null when the lease was lost on the way: look again who has it and what they stored. */
async function refreshUnderLease(
	cookie: SessionCookie,
	proof: Proof,
	holder: string,
	keep: Keep,
	wanted: Wanted,
	about: About
): Promise<Token | null> {
	const organizationId = wanted.organizationId ?? idOf(keep.organizations, wanted.slug);

	for (let attempt = 0; attempt < 3; attempt++) {
		let granted;
		try {
			granted = await refresh(keep.refreshToken, organizationId, about);
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
		keep = remember(
			{ ...keep, refreshToken: granted.refreshToken },
			granted.accessToken,
			right && organizationId ? wanted.slug : undefined
		);
		const kept = await keepTrying(async () =>
			storeSession(proof, holder, await sealKeep(keep, cookie), { release: right })
		);
		if (!kept) return null;

		if (right) {
			const token = await verifyGranted(granted.accessToken);
			if (token.sid !== cookie.sid) throw new Refused('signed out');
			return token;
		}
	}
	await releaseSession(proof, holder);
	throw new Outage('WorkOS', 'tokens for other organizations than the one asked for');
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
