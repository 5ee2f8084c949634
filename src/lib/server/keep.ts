import { config } from './config';
import type { SessionCookie } from './cookies';
import { seal, unseal } from './seal';
import { isFresh, peek } from './token';

const purpose = 'orgdeck session';

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

/** Opens what `sealKeep` made. Null when it was not for this cookie. */
export function openKeep(sealed: string, { secret }: SessionCookie): Promise<Keep | null> {
	return unseal<Keep>(sealed, config().cookiePasswords, secret, purpose);
}

/**
 * The fresh token that serves. For a slug that this session has not met any token does, since the
 * slug must be looked up with one.
 */
export function storedFor({ organizations }: Keep, wanted: Wanted): string | undefined {
	const organizationId = wanted.organizationId ?? idOf(organizations, wanted.slug);
	return organizations.find(
		({ id, token }) =>
			(!organizationId || id === organizationId) && token !== wanted.not && isFresh(peek(token))
	)?.token;
}

/** The organization that this session knows by this slug. */
export function idOf(organizations: Keep['organizations'], slug?: string): string | undefined {
	return (
		(slug && organizations.find((organization) => organization.slug === slug)?.id) || undefined
	);
}
