import { expect, test } from 'vitest';
import type { Subject } from './environment.ts';
import {
	authorizationUrl,
	checkedFetch,
	comeBack,
	isReal,
	locationOf,
	redirectUri,
	someEmail,
	somebody,
	submit
} from './environment.ts';

/** Parameters to replace, or with null to leave out. */
type Changes = Record<string, string | null>;

/** The pages are the stand-in's own, so only `authorize` has a contract that WorkOS wrote. */
export function hosted({ workos, url }: Subject): void {
	/** Where `authorize` sends a browser, with some of its parameters changed. */
	async function authorize(changes: Changes): Promise<Response> {
		const { url: address } = await authorizationUrl(workos());
		const changed = new URL(address);
		for (const [name, value] of Object.entries(changes)) {
			if (value === null) changed.searchParams.delete(name);
			else changed.searchParams.set(name, value);
		}
		return fetch(changed, { redirect: 'manual' });
	}

	async function textOf(address: string | URL): Promise<string> {
		return (await fetch(address)).text();
	}

	test('authorize sends the browser to a page', async () => {
		const { url: address } = await authorizationUrl(workos());
		const response = await checkedFetch(address, { redirect: 'manual' });
		expect(response.status).toBe(302);
	});

	test.skipIf(isReal)('sign-in comes back with a code and the state', async () => {
		const { email } = await somebody(workos(), 'member');
		const { url: address, state } = await authorizationUrl(workos());
		const back = await comeBack(address, email.toUpperCase());
		expect(back.origin + back.pathname).toBe(redirectUri);
		expect(back.searchParams.get('state')).toBe(state);
		expect(back.searchParams.get('code')).toBeTruthy();
	});

	test.skipIf(isReal)('an unknown app or address gets a page, and is sent nothing', async () => {
		const strangers: Changes[] = [
			{ client_id: 'client_nobody' },
			{ client_id: null },
			{ redirect_uri: 'https://evil.test/callback' },
			{ redirect_uri: 'https://localhost/callback' },
			{ redirect_uri: 'http://localhost:5173/elsewhere' },
			{ redirect_uri: 'http://localhost.evil.test/callback' },
			{ redirect_uri: 'http://me@localhost/callback' },
			{ redirect_uri: null }
		];
		for (const changes of strangers) {
			const response = await authorize(changes);
			expect([response.status, response.headers.get('location')]).toEqual([400, null]);
			expect(await response.text()).toContain('This request cannot go on');
		}
	});

	const register = (uri: string) =>
		checkedFetch(`${url()}/user_management/redirect_uris`, {
			method: 'POST',
			headers: { authorization: `Bearer ${workos().key}`, 'content-type': 'application/json' },
			body: JSON.stringify({ uri })
		});

	test('a redirect URI is registered once', async () => {
		const uri = `https://preview-${Date.now()}.example.com/callback`;
		const made = await register(uri);
		expect(made.status).toBe(201);
		expect(await made.json()).toMatchObject({ object: 'redirect_uri', uri });
		const again = await register(uri);
		expect(again.status).toBe(422);
		expect((await again.json()).message).toContain('already exists');
		expect((await authorize({ redirect_uri: uri })).status).toBe(302);
	});

	test.skipIf(isReal)(
		'a star in one stands for a part of the host, below a name of one’s own',
		async () => {
			for (const uri of [
				'https://*.vercel.app/callback',
				'https://orgdeck-*.workers.dev/callback',
				'https://a.*.example.com/callback',
				'https://*-*.example.com/callback',
				'https://*.com/callback',
				'ftp://*.example.com/callback',
				'/callback'
			]) {
				expect((await register(uri)).status, uri).toBe(422);
			}
			expect((await register('https://*-orgdeck.acme.workers.dev/callback')).status).toBe(201);
			const leads = async (redirect_uri: string) => (await authorize({ redirect_uri })).status;
			expect(await leads('https://pr-7-orgdeck.acme.workers.dev/callback')).toBe(302);
			for (const other of [
				'https://-orgdeck.acme.workers.dev/callback',
				'https://a.b-orgdeck.acme.workers.dev/callback',
				'https://evil.test/-orgdeck.acme.workers.dev/callback',
				'https://pr-7-orgdeck.acme.workers.dev/elsewhere',
				'http://pr-7-orgdeck.acme.workers.dev/callback'
			]) {
				expect(await leads(other), other).toBe(400);
			}
		}
	);

	test.skipIf(isReal)('every port of this machine may be the app', async () => {
		for (const redirect_uri of [
			'http://127.0.0.1:1/callback',
			'http://localhost:65000/callback',
			'http://localhost/callback'
		]) {
			expect(locationOf(await authorize({ redirect_uri })).pathname).toBe('/authkit/sign-in');
		}
	});

	test.skipIf(isReal).each([
		['response_type', { response_type: 'token' }, 'unsupported_response_type'],
		['no selector', { provider: null }, 'invalid_request'],
		['two selectors', { connection_id: 'conn_1' }, 'invalid_request'],
		['a connection', { provider: null, connection_id: 'conn_1' }, 'connection_invalid'],
		['another provider', { provider: 'GoogleOAuth' }, 'connection_invalid'],
		['an unknown organization', { organization_id: 'org_nowhere' }, 'organization_invalid'],
		['a plain challenge', { code_challenge_method: 'plain' }, 'invalid_request'],
		['an unknown screen', { screen_hint: 'sign-out' }, 'invalid_request'],
		['a strange age', { max_age: 'old' }, 'invalid_request'],
		['no page at all', { prompt: 'none' }, 'login_required'],
		['an unknown invitation', { invitation_token: 'x' }, 'invitation_invalid'],
		['an unknown parameter', { provider_scopes: 'x' }, 'invalid_request']
	])('%s comes back as an error, with the state', async (_, changes, error) => {
		const back = locationOf(await authorize({ ...changes, state: 'kept & safe' }));
		expect(back.origin + back.pathname).toBe(redirectUri);
		expect(back.searchParams.get('error')).toBe(error);
		expect(back.searchParams.get('error_description')).toBeTruthy();
		expect(back.searchParams.get('state')).toBe('kept & safe');
		expect(back.searchParams.has('code')).toBe(false);
	});

	test.skipIf(isReal)('an organization alone selects how to sign in, too', async () => {
		const organization = await workos().organizations.createOrganization({ name: 'Selected' });
		const response = await authorize({ provider: null, organization_id: organization.id });
		expect(locationOf(response).pathname).toBe('/authkit/sign-in');
	});

	test.skipIf(isReal)('hints open the right page with the e-mail filled in', async () => {
		const signIn = locationOf(await authorize({ login_hint: 'me@example.test' }));
		expect(signIn.pathname).toBe('/authkit/sign-in');
		expect(await textOf(signIn)).toContain('value="me@example.test"');
		const hints = { login_hint: 'me@example.test', screen_hint: 'sign-up' };
		const signUp = locationOf(await authorize(hints));
		expect(signUp.pathname).toBe('/authkit/sign-up');
		expect(await textOf(signUp)).toContain('value="me@example.test"');
	});

	test.skipIf(isReal)('the cast is offered, and nobody else', async () => {
		const { email } = await somebody(workos(), 'member');
		const page = await textOf(locationOf(await authorize({})));
		expect(page).toContain('ada@acme.test');
		expect(page).not.toContain(email);
	});

	test.skipIf(isReal)('an unknown e-mail is told how to sign up with it', async () => {
		const page = locationOf(await authorize({})).href;
		const email = someEmail();
		const response = await submit(page, { email });
		expect(response.status).toBe(422);
		const text = await response.text();
		expect(text).toContain(`There is no account for ${email}.`);
		expect(text).toContain(`login_hint=${encodeURIComponent(email)}`);
		const nonsense = await submit(page, { email: '<script>' });
		expect(await nonsense.text()).not.toContain('<script>');
	});

	test.skipIf(isReal)('a new person signs up and comes back without organization', async () => {
		const { url: address, codeVerifier } = await authorizationUrl(workos(), {
			screenHint: 'sign-up'
		});
		const page = locationOf(await fetch(address, { redirect: 'manual' })).href;
		const email = someEmail();
		const person = { first_name: 'Monica', last_name: 'Hall', email };
		const back = locationOf(await submit(page, person));
		const code = back.searchParams.get('code') ?? '';
		const { user, organizationId } = await workos().userManagement.authenticateWithCode({
			code,
			codeVerifier
		});
		expect(user).toMatchObject({
			email,
			firstName: 'Monica',
			lastName: 'Hall',
			emailVerified: true
		});
		expect(organizationId).toBeUndefined();

		const again = await submit(page, { ...person, email: email.toUpperCase() });
		expect(again.status).toBe(422);
		expect(await again.text()).toContain('There is an account for');
		expect((await submit(page, { ...person, email: 'nonsense' })).status).toBe(422);
	});

	test.skipIf(isReal)(
		'somebody of two organizations chooses; deactivated ones are not offered',
		async () => {
			const { email, organizations } = await somebody(workos(), 'admin', 'member', 'member');
			const [first, second, third] = organizations;
			await workos().userManagement.deactivateOrganizationMembership(third?.membership.id ?? '');
			const { url: address, codeVerifier } = await authorizationUrl(workos());
			const choice = locationOf(await submit((await fetch(address)).url, { email }));
			expect(choice.pathname).toBe('/authkit/organization');
			const page = await textOf(choice);
			expect(page).toContain(first?.id);
			expect(page).toContain(second?.id);
			expect(page).not.toContain(third?.id);

			const back = locationOf(await submit(choice.href, { organization_id: second?.id ?? '' }));
			const code = back.searchParams.get('code') ?? '';
			const session = await workos().userManagement.authenticateWithCode({ code, codeVerifier });
			expect(session.organizationId).toBe(second?.id);
		}
	);

	test.skipIf(isReal)('the organization page is for people who said who they are', async () => {
		const page = locationOf(await authorize({}));
		page.pathname = '/authkit/organization';
		for (const response of [
			await fetch(page, { redirect: 'manual' }),
			await submit(page.href, { organization_id: 'org_nowhere' })
		]) {
			expect(locationOf(response).pathname).toBe('/authkit/sign-in');
		}
	});

	test.skipIf(isReal)(
		'an organization that was asked for is entered without a question',
		async () => {
			const { email, organizations } = await somebody(workos(), 'admin', 'member');
			const organizationId = organizations[1]?.id;
			const { url: address, codeVerifier } = await authorizationUrl(workos(), { organizationId });
			const code = (await comeBack(address, email)).searchParams.get('code') ?? '';
			const session = await workos().userManagement.authenticateWithCode({ code, codeVerifier });
			expect(session.organizationId).toBe(organizationId);
		}
	);

	test.skipIf(isReal)('an organization one is not in comes back as an error', async () => {
		const { email } = await somebody(workos(), 'admin');
		const other = await workos().organizations.createOrganization({ name: 'Closed' });
		const { url: address } = await authorizationUrl(workos(), { organizationId: other.id });
		const back = await comeBack(address, email);
		expect(back.searchParams.get('error')).toBe('access_denied');
		expect(back.searchParams.get('state')).toBeTruthy();
	});

	test.skipIf(isReal)('a page opened without an app says so', async () => {
		const response = await fetch(`${url()}/authkit/sign-in`);
		expect(response.status).toBe(400);
		expect(await response.text()).toContain('This request cannot go on');
	});
}
