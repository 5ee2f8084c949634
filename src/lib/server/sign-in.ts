import { error, isHttpError, redirect, type RequestEvent } from '@sveltejs/kit';
import { placeOf } from './address';
import { config } from './config';
import { takeFlow, writeFlow } from './cookies';
import { again, take } from './limits';
import { Outage, report } from './outage';
import { escape, plainPage } from './plain-page';
import { hash, randomSecret, seal, unseal } from './seal';
import { sendAgain } from './send-again';

const purpose = 'orgdeck flow';

/** What a sign-in under way needs when the browser comes back. */
interface Flow {
	verifier: string;
	returnTo: string;
	/** It began because an earlier sign-in was too long ago. */
	recent?: boolean;
}

/**
 * Where to go after signing in, if it is a page of ours. Judged and used as a whole URL: a path
 * such as `/.//evil.test` has our origin and yet leads elsewhere when used as a path.
 */
export function ours(returnTo: string | null, url: URL): string {
	const target = URL.parse(returnTo ?? '', url);
	// The origin alone would let `blob:` pass, which has that of the page inside.
	const isOurs = target?.origin === url.origin && target.protocol === url.protocol;
	return returnTo && isOurs ? target.href : new URL('/orgs', url).href;
}

/** The page a request was for, without the action of a form. */
function pageOf({ url }: RequestEvent): string {
	const query = new URLSearchParams(
		[...url.searchParams].filter(([name]) => !name.startsWith('/'))
	);
	return url.pathname + (query.size > 0 ? `?${query}` : '');
}

/** The way to sign in and come back to the page of this request. */
export function signInPath(event: RequestEvent, organizationId?: string): string {
	const query = new URLSearchParams({ returnTo: pageOf(event) });
	if (organizationId) query.set('organization', organizationId);
	return `/sign-in?${query}`;
}

/**
 * Answers a request that needs a (new) sign-in: pages and their data lead to it; a form post is
 * answered so that nothing typed is lost.
 */
export function signIn(event: RequestEvent, organizationId?: string): Response | Promise<Response> {
	const path = signInPath(event, organizationId);
	if (event.request.method === 'POST') return sendAgain(event, path);
	redirect(303, path);
}

/** What a sign-in is for, where its address does not say it. */
interface Purpose {
	returnTo?: string;
	email?: string;
	/** The token of an invitation, which WorkOS accepts for whoever signs in. */
	invitation?: string;
}

/** Leads the browser to WorkOS' sign-in page, also who has signed in where that is to be recent. */
export async function authorize(
	event: RequestEvent,
	screen: 'sign-in' | 'sign-up',
	{ returnTo, email, invitation }: Purpose = {}
): Promise<never> {
	const { url } = event;
	await mayBegin(event);
	const { workosApiUrl, workosClientId, cookiePasswords } = config();
	const state = randomSecret();
	const recent = url.searchParams.has('recent');
	const flow: Flow = {
		verifier: randomSecret(),
		returnTo: ours(returnTo ?? url.searchParams.get('returnTo'), url),
		...(recent && { recent })
	};
	writeFlow(event, state, await seal(flow, cookiePasswords, state, purpose));

	const target = new URL(`${workosApiUrl}/user_management/authorize`);
	target.search = new URLSearchParams({
		response_type: 'code',
		client_id: workosClientId,
		redirect_uri: new URL('/callback', url).href,
		provider: 'authkit',
		screen_hint: screen,
		state,
		// PKCE (RFC 7636): the challenge is the verifier's SHA-256, as base64url.
		code_challenge: await hash(flow.verifier),
		code_challenge_method: 'S256',
		// Always asks: docs/decisions/0011.
		...(recent && { max_age: '0' }),
		...passedOn(url, { organization: 'organization_id', email: 'login_hint' }),
		...(email && { login_hint: email }),
		...(invitation && { invitation_token: invitation })
	}).toString();
	redirect(302, target.href);
}

/**
 * Keeps an address from beginning sign-ins without end. Where it cannot be known how many it began,
 * nobody is kept out: the database is away, and what comes next needs it anyway.
 *
 * @throws HTTP 429
 */
async function mayBegin(event: RequestEvent): Promise<void> {
	const seconds = await take('sign-in', placeOf(event)).catch((reason) => {
		if (!(reason instanceof Outage)) throw reason;
		report(reason, event);
		return 0;
	});
	if (seconds === 0) return;
	event.setHeaders({ 'retry-after': String(seconds) });
	error(429, {
		title: 'Too many sign-ins',
		message: `Very many sign-ins were begun where you are. ${again(seconds)}`
	});
}

/** The same for an endpoint, whose errors are no pages by themselves. */
export async function authorizeAsPage(
	event: RequestEvent,
	screen: 'sign-in' | 'sign-up'
): Promise<Response> {
	try {
		return await authorize(event, screen);
	} catch (reason) {
		if (!isHttpError(reason, 429)) throw reason;
		const { title, message } = reason.body;
		const path = escape(event.url.pathname + event.url.search);
		return plainPage(429, title!, `<p>${message}</p>\n<p><a href="${path}">Try again</a></p>`);
	}
}

function passedOn(url: URL, names: Record<string, string>): Record<string, string> {
	return Object.fromEntries(
		Object.entries(names)
			.map(([ours, theirs]) => [theirs, url.searchParams.get(ours)])
			.filter((pair): pair is [string, string] => Boolean(pair[1]))
	);
}

/** What `authorize` kept for this state, once. Null when it is not this browser's, or too old. */
export async function resume(event: RequestEvent, state: string): Promise<Flow | null> {
	const sealed = takeFlow(event, state);
	if (!sealed) return null;
	return unseal<Flow>(sealed, config().cookiePasswords, state, purpose);
}

/** The address at which WorkOS ends its own session and sends the browser back to us. */
export function logoutUrl(sid: string, url: URL): string {
	const target = new URL(`${config().workosApiUrl}/user_management/sessions/logout`);
	target.search = new URLSearchParams({ session_id: sid, return_to: url.origin }).toString();
	return target.href;
}
