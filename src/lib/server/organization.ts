import { getRequestEvent } from '$app/server';
import { error, isHttpError, redirect, type Handle, type RequestEvent } from '@sveltejs/kit';
import { Refused } from './authenticate';
import { forgetSession, OversizedToken } from './cookies';
import { proofOf } from './mint';
import { repair } from './mirror';
import { orUnavailable, Outage, outagePage, report } from './outage';
import { Remembered } from './remembered';
import { mayAskForMemberships } from './service';
import type { Session } from './session';
import { signIn, signInPath } from './sign-in';
import { disagrees, SessionStateReader, type SessionState } from './session-state';
import { supabaseFor, type Supabase } from './supabase';
import type { Token } from './token';

/** What the organization in the URL came to for this person: it, or why not. */
export type Arrival =
	| { organization: Organization; problem?: undefined }
	| { organization?: undefined; problem: { status: number; body: App.Error } };

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
 * Finds the token that this request goes on with: for the organization of the URL, or any on pages
 * that choose one. Never answers for an organization with a token of another.
 */
export const organization: Handle = async ({ event, resolve }) => {
	const { session } = event.locals;
	if (!session || !event.route.id?.split('/').includes('(signed-in)')) return resolve(event);

	const slug = event.params.org;
	try {
		if (slug) {
			const organization = await arrive(event, session, slug);
			event.locals.organization = organization ? { organization } : notFound();
			// Loads read the state beside their own queries. A post must not lose what was typed, so it
			// is known before whether the session still stands.
			if (organization && event.request.method === 'POST') {
				const state = await organization.reader.read();
				if (state.sessionEnded) throw new Refused('signed out');
			}
		} else {
			session.token = (await session.tokens())[0] ?? (await session.mint({}));
		}
	} catch (reason) {
		if (reason instanceof Refused) {
			if (reason.reason === 'signed out') forgetSession(event, session.cookie.sid);
			if (reason.reason !== 'token too big') return signIn(event, reason.organizationId);
		}
		const problem = problemOf(reason, event);
		session.problem = problem;
		if (slug) event.locals.organization = { problem };
	}
	return resolve(event);
};

async function arrive(
	event: RequestEvent,
	session: Session,
	slug: string
): Promise<Organization | null> {
	const fresh = await session.tokens();
	const any = fresh[0] ?? (await session.mint({ slug }));

	const id = await resolveSlug(event, session, any, slug);
	if (!id) return null;

	const minted = fresh.length === 0 && any.organizationId === id ? any : null;
	const kept = fresh.find(({ organizationId }) => organizationId === id);
	try {
		const token = minted ?? kept ?? (await session.mint({ organizationId: id, slug }));
		const organization = asOrganization(event, id, slug, token);
		if (!kept) await agree(organization);
		return organization;
	} catch (reason) {
		if (!(reason instanceof Refused) || reason.reason !== 'not a member') throw reason;
		// WorkOS knows better than the mirror: let the mirror hear it, then it is a 404 as any other.
		await repair(supabaseFor(event, any.jwt, null), any.userId);
		return null;
	}
}

function asOrganization(
	event: RequestEvent,
	id: string,
	slug: string,
	token: Token
): Organization {
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
	const key = `${token.userId} ${slug}`;
	const known = knownSlugs.get(key);
	if (known) return known;

	const supabase = supabaseFor(event, token.jwt, null);
	let id = await find(supabase, slug);
	if (!id && (await mayAskForMemberships(await proofOf(session.cookie)))) {
		await repair(supabase, token.userId);
		id = await find(supabase, slug);
	}
	if (id) knownSlugs.set(key, id);
	else if ((await new SessionStateReader(supabase).read()).sessionEnded) {
		throw new Refused('signed out');
	}
	return id;
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

function notFound(): Arrival {
	return {
		problem: {
			status: 404,
			body: {
				title: 'No organization here',
				message: 'There is no organization at this address, or you are not a member of it.'
			}
		}
	};
}

function problemOf(reason: unknown, event: RequestEvent): { status: number; body: App.Error } {
	if (isHttpError(reason)) return reason;
	if (reason instanceof Outage) return outagePage(reason, event);
	if (reason instanceof OversizedToken || reason instanceof Refused) {
		return {
			status: 500,
			body: {
				title: 'Your access token is too large',
				message:
					'Your roles carry too many permissions here, or the JWT template adds too much. Ask whoever runs this dashboard to shorten them.',
				id: report(reason, event)
			}
		};
	}
	throw reason;
}

/**
 * The organization of this request, for loads and actions under `orgs/[org=slug]`.
 *
 * @throws HTTP 404, 500 or 503 as a page inside the shell, when the hook found none
 */
export function inOrganization(): Organization & { state(): Promise<SessionState> } {
	const event = getRequestEvent();
	const arrival = event.locals.organization;
	if (!arrival) error(404, 'There is no organization at this address.');
	if (arrival.problem) error(arrival.problem.status, arrival.problem.body);
	const { organization } = arrival;
	return { ...organization, state: () => judge(event, organization) };
}

/**
 * What `session_state()` says, when it allows a page.
 *
 * @throws a redirect or an HTTP 403, in plain words, when the person is no longer what they were
 */
async function judge(event: RequestEvent, organization: Organization): Promise<SessionState> {
	const state = await organization.reader.read();
	if (state.sessionEnded) {
		forgetSession(event, organization.token.sid);
		redirect(303, signInPath(event));
	}

	const name = state.organization.name || 'this organization';
	if (state.status === 'removed') {
		error(403, {
			title: `You are no longer a member of ${name}`,
			message: 'Somebody who runs it took you out. Your other organizations are as they were.'
		});
	}
	if (state.status === 'inactive') {
		error(403, {
			title: `Your membership of ${name} is paused`,
			message: 'Ask an admin of it to let you in again.'
		});
	}
	if (state.status !== 'active') error(403, `Your membership of ${name} has not begun yet.`);

	await promote(event, organization, state);
	return state;
}

/** Somebody just became an admin: their token is renewed, once, and the page read again. */
async function promote(
	event: RequestEvent,
	{ id, slug, token }: Organization,
	state: SessionState
): Promise<void> {
	if (!state.adminInMirror || state.adminInToken || event.request.method !== 'GET') return;

	const renewed = await orUnavailable(
		event,
		event.locals.session!.mint({ organizationId: id, slug, not: token.jwt })
	);
	const reader = new SessionStateReader(supabaseFor(event, renewed.jwt, id));
	if ((await reader.read()).isAdmin) redirect(307, event.url.pathname + event.url.search);
}

/**
 * For loads and actions of pages that only admins may open: their first line.
 *
 * @throws HTTP 403 for everybody else
 */
export async function requireAdmin(): Promise<SessionState> {
	const state = await inOrganization().state();
	if (!state.isAdmin) {
		error(403, {
			title: 'Only admins can open this page',
			message: `Ask an admin of ${state.organization.name} if you need what is on it.`
		});
	}
	return state;
}
