import type { RequestEvent } from '@sveltejs/kit';
import { Refused } from './authenticate';
import { fits } from './cookies';
import { proofOf } from './mint';
import { repair } from './mirror';
import { Outage } from './outage';
import { Remembered } from './remembered';
import { mayAskForMemberships } from './service';
import type { Session } from './session';
import { disagrees, SessionStateReader } from './session-state';
import type { Problem } from './shut-out';
import { supabaseFor, type Supabase } from './supabase';
import type { Token } from './token';

/** What the organization in the URL came to for this person: it, or why not. */
export type Arrival =
	| { organization: Organization; problem?: undefined }
	| { organization?: undefined; problem: Problem };

export interface Organization {
	id: string;
	slug: string;
	token: Token;
	supabase: Supabase;
	reader: SessionStateReader;
}

/** Slugs never change and are never reused, so an instance may remember them, by person. */
const knownSlugs = new Remembered<string>(10_000);

/**
 * Finds the organization with this slug and a token for it, if the person belongs there. Never
 * answers for an organization with a token of another.
 *
 * @returns null for a slug that is unknown or foreign, after the same work
 * @throws {Refused} with WorkOS' verdict
 * @throws {Outage} when a service is away
 */
export async function arrive(
	event: RequestEvent,
	session: Session,
	slug: string
): Promise<Organization | null> {
	const fresh = await session.tokens();
	const any = fresh[0] ?? (await mintAny(session, slug));

	const id = await resolveSlug(event, session, any, slug);
	if (!id) return null;

	const isRight = fresh.length === 0 && any.organizationId === id && fits(event, any);
	const minted = isRight ? any : null;
	const kept = fresh.find(({ organizationId }) => organizationId === id);
	try {
		const token = minted ?? kept ?? (await session.mint({ organizationId: id, slug }));
		const organization = asOrganization(event, id, slug, token);
		if (!kept) await agree(organization);
		return organization;
	} catch (reason) {
		if (!isNoMember(reason)) throw reason;
		// WorkOS knows better than the mirror: let the mirror hear it, then it is a 404 as any other.
		knownSlugs.delete(keyOf(any, slug));
		await repair(supabaseFor(event, any.jwt, null), any.userId);
		return null;
	}
}

/** Any token serves to look up a slug; one for its organization, where the session knows it, saves another. */
async function mintAny(session: Session, slug: string): Promise<Token> {
	try {
		return await session.mint({ slug });
	} catch (reason) {
		if (!isNoMember(reason)) throw reason;
		return session.mint({});
	}
}

function isNoMember(reason: unknown): boolean {
	return reason instanceof Refused && reason.reason === 'not a member';
}

function asOrganization(event: RequestEvent, id: string, slug: string, token: Token): Organization {
	const supabase = supabaseFor(event, token.jwt, id);
	return { id, slug, token, supabase, reader: new SessionStateReader(supabase) };
}

/** Resolved through the person's own memberships, so that a foreign slug is like an unknown one. */
async function resolveSlug(
	event: RequestEvent,
	session: Session,
	token: Token,
	slug: string
): Promise<string | null> {
	const key = keyOf(token, slug);
	const known = knownSlugs.get(key);
	if (known) return known;

	const supabase = supabaseFor(event, token.jwt, null);
	let id = await find(supabase, slug);
	if (!id && (await mayAskForMemberships(await proofOf(session.cookie)))) {
		await repair(supabase, token.userId);
		id = await find(supabase, slug);
	}
	id ??= await formerly(event, session, slug);
	if (id) knownSlugs.set(key, id);
	return id;
}

function keyOf({ userId }: Token, slug: string): string {
	return `${userId} ${slug}`;
}

/** Somebody who was just taken out still has a token: its page says so, rather than a 404. */
async function formerly(
	event: RequestEvent,
	session: Session,
	slug: string
): Promise<string | null> {
	for (const token of await session.tokens()) {
		const state = await new SessionStateReader(supabaseFor(event, token.jwt, null)).read();
		if (state.sessionEnded) throw new Refused('signed out');
		if (state.organization.slug === slug) return token.organizationId;
	}
	return null;
}

async function find(supabase: Supabase, slug: string): Promise<string | null> {
	const { data } = await supabase
		.from('organizations')
		.select('id')
		.eq('slug', slug)
		.maybeSingle()
		.throwOnError();
	return data?.id ?? null;
}

/** A new token says what WorkOS holds now. Where the mirror says otherwise, it is brought up to date. */
async function agree(organization: Organization): Promise<void> {
	if (!disagrees(await organization.reader.read())) return;

	await repair(organization.supabase, organization.token.userId);
	organization.reader = new SessionStateReader(organization.supabase);
	if ((await organization.reader.read()).status !== 'active') {
		throw new Outage('WorkOS', 'a membership that is active there and cannot be had here');
	}
}
