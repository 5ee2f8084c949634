import { afterAll, beforeAll, expect, test } from 'vitest';
import {
	authorizationUrl,
	claimsOf,
	locationOf,
	redirectUri,
	somebody,
	startStandIn
} from './environment.ts';
import type { StandIn } from './environment.ts';

/*
 * How long ago somebody signed in: what `max_age` asks for, and `auth_time` says.
 */

let standIn: StandIn;

beforeAll(async () => {
	standIn = await startStandIn();
});

afterAll(() => standIn.stop());

const minute = 60 * 1000;

type Changes = Record<string, string>;

/** A browser at WorkOS, as far as its cookie goes. */
class Browser {
	#cookie = '';

	async go(address: string | URL, form?: Record<string, string>): Promise<Response> {
		const body = form && new URLSearchParams(form);
		const headers = { cookie: this.#cookie };
		const method = form ? 'POST' : 'GET';
		const response = await fetch(address, { method, body, headers, redirect: 'manual' });
		this.#cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? this.#cookie;
		return response;
	}

	/** Follows an authorization request as far as a page, or back to the app. */
	async begin(changes: Changes = {}) {
		const { url, codeVerifier } = await authorizationUrl(standIn.workos);
		const address = new URL(url);
		for (const [name, value] of Object.entries(changes)) address.searchParams.set(name, value);
		const page = locationOf(await this.go(address));
		const response = await this.go(page);
		const { status } = response;
		const isAsked = status === 200;
		return { isAsked, page, codeVerifier, back: isAsked ? page : locationOf(response) };
	}

	/** Says who they are, and comes back to the app. */
	async signIn(email: string, changes: Changes = {}, organization_id = '') {
		const { page, codeVerifier } = await this.begin(changes);
		let back = locationOf(await this.go(page, { email }));
		if (back.pathname === '/authkit/organization') {
			back = locationOf(await this.go(back, { organization_id }));
		}
		return redeem(back, codeVerifier);
	}
}

function redeem(back: URL, codeVerifier: string) {
	expect(back.origin + back.pathname).toBe(redirectUri);
	const code = back.searchParams.get('code') ?? '';
	return standIn.workos.userManagement.authenticateWithCode({ code, codeVerifier });
}

const signedInAt = (session: { accessToken: string }) =>
	Number(claimsOf(session.accessToken).auth_time);

test('whoever signed in lately goes through at once, and their sign-in is no younger for it', async () => {
	const { email } = await somebody(standIn.workos, 'admin');
	const browser = new Browser();
	const first = await browser.signIn(email);
	standIn.wait(5 * minute);
	const { isAsked, back, codeVerifier } = await browser.begin({ max_age: '600' });
	expect(isAsked).toBe(false);
	const second = await redeem(back, codeVerifier);
	expect(claimsOf(second.accessToken).sid).not.toBe(claimsOf(first.accessToken).sid);
	expect(signedInAt(second)).toBe(signedInAt(first));
});

test('whoever signed in longer ago is asked again, and has signed in then', async () => {
	const { email } = await somebody(standIn.workos, 'admin');
	const browser = new Browser();
	const first = await browser.signIn(email);
	standIn.wait(11 * minute);
	expect((await browser.begin({ max_age: '600' })).isAsked).toBe(true);
	const second = await browser.signIn(email, { max_age: '600' });
	expect(signedInAt(second) - signedInAt(first)).toBeGreaterThanOrEqual(11 * 60);
});

test('an age of nothing always asks, and so does a browser that nobody signed in with', async () => {
	const { email } = await somebody(standIn.workos, 'admin');
	const browser = new Browser();
	await browser.signIn(email);
	expect((await browser.begin({ max_age: '0' })).isAsked).toBe(true);
	expect((await new Browser().begin({ max_age: '600' })).isAsked).toBe(true);
	// The control.
	expect((await browser.begin({ max_age: '600' })).isAsked).toBe(false);
});

test('an app that means somebody else asks who they are', async () => {
	const [one, other] = [await somebody(standIn.workos), await somebody(standIn.workos)];
	const browser = new Browser();
	await browser.signIn(one.email);
	const begin = (login_hint: string) => browser.begin({ max_age: '600', login_hint });
	expect((await begin(other.email)).isAsked).toBe(true);
	expect((await begin(one.email.toUpperCase())).isAsked).toBe(false);
});

test('after signing out they are asked', async () => {
	const { email } = await somebody(standIn.workos);
	const browser = new Browser();
	const { accessToken } = await browser.signIn(email);
	const sessionId = String(claimsOf(accessToken).sid);
	const returnTo = 'http://localhost:5173/';
	await browser.go(standIn.workos.userManagement.getLogoutUrl({ sessionId, returnTo }));
	expect((await browser.begin({ max_age: '600' })).isAsked).toBe(true);
});

test('without an age the page is always shown, to choose another person', async () => {
	const { email } = await somebody(standIn.workos);
	const browser = new Browser();
	await browser.signIn(email);
	expect((await browser.begin()).isAsked).toBe(true);
});

test('it is the same after a refresh, after a change of organization and after a choice of one', async () => {
	const { email, organizations } = await somebody(standIn.workos, 'admin', 'member');
	const [here, there] = organizations.map(({ id }) => id);
	const browser = new Browser();
	const first = await browser.signIn(email, {}, here);
	standIn.wait(7 * minute);
	let { refreshToken } = first;
	for (const organizationId of [here, there, undefined]) {
		const next = await standIn.workos.userManagement.authenticateWithRefreshToken({
			refreshToken,
			organizationId
		});
		expect(signedInAt(next)).toBe(signedInAt(first));
		({ refreshToken } = next);
	}
	const { back, codeVerifier } = await browser.begin({ max_age: '600' });
	const chosen = locationOf(await browser.go(back, { organization_id: there ?? '' }));
	expect(signedInAt(await redeem(chosen, codeVerifier))).toBe(signedInAt(first));
});

test('a test can make it older, in the session and in the browser', async () => {
	const { user, email } = await somebody(standIn.workos, 'admin');
	const browser = new Browser();
	const first = await browser.signIn(email);
	await standIn.hook('sign-ins/age', { user_id: user.id, seconds: 700 });
	const { refreshToken } = first;
	const next = await standIn.workos.userManagement.authenticateWithRefreshToken({ refreshToken });
	expect(signedInAt(next)).toBe(signedInAt(first) - 700);
	expect((await browser.begin({ max_age: '600' })).isAsked).toBe(true);
});
