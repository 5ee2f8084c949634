import { endSessionOf } from '$lib/server/end-session';
import {
	dropInvitation,
	forgetSession,
	readInvitation,
	writeInvitation
} from '$lib/server/cookies';
import { orUnavailable } from '$lib/server/outage';
import { acceptOwn, standingOf, type Standing } from '$lib/server/own-invitation';
import { authorize } from '$lib/server/sign-in';
import { redirect, type RequestEvent } from '@sveltejs/kit';

/** Where the link of an invitation leads. */
export async function load(event) {
	const token = event.url.searchParams.get('invitation_token');
	if (token !== null) {
		// Out of the address, where others could read it: from here on it is in a cookie.
		if (/^[\w-]{1,200}$/.test(token)) writeInvitation(event, token);
		else dropInvitation(event);
		redirect(303, '/invite');
	}

	const standing = await standingOf(event);
	goOn(event, standing);
	// Whoever has the link is meant to join: WorkOS' page asks who they are.
	if (standing.kind === 'open') await signIn(event, standing);
	return { title: 'Invitation', standing };
}

export const actions = {
	/** Joins, as the person who is signed in. */
	join: async (event) => {
		goOn(event, await acceptOwn(event));
		redirect(303, '/invite');
	},

	/** Signs out, and goes on as the person that it was sent to. */
	change: async (event) => {
		const { session } = event.locals;
		if (session) {
			await orUnavailable(event, endSessionOf(event, session.cookie));
			forgetSession(event, session.cookie.sid);
			event.locals.session = null;
		}
		const standing = await standingOf(event);
		if (standing.kind === 'open') await signIn(event, standing);
		redirect(303, '/invite');
	}
};

/** Whoever has joined is in. */
function goOn(event: RequestEvent, standing: Standing): void {
	if (standing.kind !== 'accepted') return;
	dropInvitation(event);
	redirect(303, standing.slug ? `/orgs/${standing.slug}` : '/orgs');
}

async function signIn(
	event: RequestEvent,
	{ email, isKnown }: Extract<Standing, { kind: 'open' }>
): Promise<never> {
	const invitation = readInvitation(event) ?? undefined;
	const purpose = { returnTo: '/invite', email, invitation };
	return authorize(event, isKnown ? 'sign-in' : 'sign-up', purpose);
}
