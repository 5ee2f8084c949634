import { expect, test } from 'vitest';
import type { Subject } from './environment.ts';
import {
	authorizationUrl,
	claimsOf,
	clientId,
	comeBack,
	isReal,
	sdk,
	signIn,
	somebody
} from './environment.ts';

export function grants({ workos, url }: Subject): void {
	const management = () => workos().userManagement;
	const invalidGrant = { status: 400, error: 'invalid_grant' };

	async function someCode() {
		const { user, email } = await somebody(workos());
		const { url: address, codeVerifier } = await authorizationUrl(workos());
		const code = (await comeBack(address, email)).searchParams.get('code') ?? '';
		return { user, code, codeVerifier };
	}

	test.skipIf(isReal)('a code is worth one session', async () => {
		const { user, code, codeVerifier } = await someCode();
		const session = await management().authenticateWithCode({ code, codeVerifier });
		expect(session).toMatchObject({ user: { id: user.id }, authenticationMethod: 'MagicAuth' });
		expect(session.user.lastSignInAt).not.toBeNull();
		await expect(management().authenticateWithCode({ code, codeVerifier })).rejects.toMatchObject(
			invalidGrant
		);
	});

	test.skipIf(isReal)('a code needs the verifier it was asked for with', async () => {
		const { code } = await someCode();
		const codeVerifier = 'a'.repeat(43);
		await expect(management().authenticateWithCode({ code, codeVerifier })).rejects.toMatchObject(
			invalidGrant
		);
		const other = await someCode();
		await expect(management().authenticateWithCode({ code: other.code })).rejects.toMatchObject(
			invalidGrant
		);
	});

	test.skipIf(isReal)('a verifier without a challenge is refused', async () => {
		const { email } = await somebody(workos());
		const redirectUri = 'http://127.0.0.1:3000/callback';
		const address = management().getAuthorizationUrl({ provider: 'authkit', redirectUri });
		const code = (await comeBack(address, email)).searchParams.get('code') ?? '';
		await expect(
			management().authenticateWithCode({ code, codeVerifier: 'a'.repeat(43) })
		).rejects.toMatchObject({ status: 400, code: 'code_challenge_not_found' });
	});

	test.skipIf(isReal)('a secret is enough for a code without a challenge', async () => {
		const { email } = await somebody(workos());
		const redirectUri = 'http://127.0.0.1:3000/callback';
		const address = management().getAuthorizationUrl({ provider: 'authkit', redirectUri });
		const code = (await comeBack(address, email)).searchParams.get('code') ?? '';
		expect((await management().authenticateWithCode({ code })).user.email).toBe(email);
	});

	test('a code that was never issued is refused', async () => {
		await expect(management().authenticateWithCode({ code: 'made-up' })).rejects.toMatchObject(
			invalidGrant
		);
	});

	test('a wrong secret or client is refused', async () => {
		for (const stranger of [
			sdk(url(), 'sk_test_wrong', clientId),
			sdk(url(), 'sk_test_local', 'client_nobody')
		]) {
			await expect(
				stranger.userManagement.authenticateWithRefreshToken({ refreshToken: 'made-up' })
			).rejects.toMatchObject({ status: 400, error: 'invalid_client' });
		}
	});

	test('a refresh token that was never issued is refused', async () => {
		await expect(
			management().authenticateWithRefreshToken({ refreshToken: 'made-up' })
		).rejects.toMatchObject(invalidGrant);
	});

	test.skipIf(isReal)('a refresh keeps the session and gives a new pair', async () => {
		const { email, organizations } = await somebody(workos(), 'admin');
		const first = await signIn(workos(), email);
		const { refreshToken } = first;
		const second = await management().authenticateWithRefreshToken({ refreshToken });
		expect(second.refreshToken).not.toBe(first.refreshToken);
		const [before, after] = [claimsOf(first.accessToken), claimsOf(second.accessToken)];
		expect(after).toMatchObject({
			sid: before.sid,
			auth_time: before.auth_time,
			org_id: organizations[0]?.id
		});
		expect(after.jti).not.toBe(before.jti);
	});

	test.skipIf(isReal)('a session switches between the organizations of its person', async () => {
		const { email, organizations } = await somebody(workos(), 'admin', 'member');
		const [acme, globex] = organizations.map(({ id }) => id);
		const session = await signIn(workos(), email, acme);
		const switched = await management().authenticateWithRefreshToken({
			refreshToken: session.refreshToken,
			organizationId: globex
		});
		expect(switched.organizationId).toBe(globex);
		expect(claimsOf(switched.accessToken)).toMatchObject({ org_id: globex, user_role: 'member' });
		// Without being asked for, it is the organization used last.
		const { refreshToken } = switched;
		const stayed = await management().authenticateWithRefreshToken({ refreshToken });
		expect(claimsOf(stayed.accessToken).org_id).toBe(globex);
	});

	test.skipIf(isReal)('a session does not enter where its person is not active', async () => {
		const { email } = await somebody(workos(), 'admin');
		const { refreshToken } = await signIn(workos(), email);
		const other = await workos().organizations.createOrganization({ name: 'Closed' });
		const refresh = (organizationId?: string) =>
			management().authenticateWithRefreshToken({ refreshToken, organizationId });
		await expect(refresh(other.id)).rejects.toMatchObject({
			status: 400,
			error: 'organization_membership_not_found'
		});
		await expect(refresh('org_01J000000000000000000NOWHERE')).rejects.toMatchObject({
			status: 400,
			error: 'organization_not_found'
		});
		// A refusal has cost nothing.
		await refresh();
	});

	test.skipIf(isReal)('a new role counts from the next token on', async () => {
		const { email, organizations } = await somebody(workos(), 'member');
		const { refreshToken } = await signIn(workos(), email);
		const id = organizations[0]?.membership.id ?? '';
		await management().updateOrganizationMembership(id, { roleSlug: 'admin' });
		const { accessToken } = await management().authenticateWithRefreshToken({ refreshToken });
		expect(claimsOf(accessToken)).toMatchObject({ user_role: 'admin', roles: ['admin'] });
	});

	test.skipIf(isReal)('deactivation ends the sessions in that organization', async () => {
		const { email, organizations } = await somebody(workos(), 'member', 'member');
		const [here, there] = organizations;
		const ended = await signIn(workos(), email, here?.id);
		const spared = await signIn(workos(), email, there?.id);
		await management().deactivateOrganizationMembership(here?.membership.id ?? '');
		await expect(
			management().authenticateWithRefreshToken({ refreshToken: ended.refreshToken })
		).rejects.toMatchObject(invalidGrant);
		const { refreshToken } = spared;
		await management().authenticateWithRefreshToken({ refreshToken });
	});

	test.skipIf(isReal)('who was removed keeps the session, without the organization', async () => {
		const { email, organizations } = await somebody(workos(), 'member');
		const [organization] = organizations;
		const { refreshToken } = await signIn(workos(), email);
		await management().deleteOrganizationMembership(organization?.membership.id ?? '');
		await expect(
			management().authenticateWithRefreshToken({ refreshToken, organizationId: organization?.id })
		).rejects.toMatchObject({ error: 'organization_membership_not_found' });
		const left = await management().authenticateWithRefreshToken({ refreshToken });
		expect(claimsOf(left.accessToken)).not.toHaveProperty('org_id');
	});

	test.skipIf(isReal)('who was deleted is signed out', async () => {
		const { user, email } = await somebody(workos());
		const { refreshToken } = await signIn(workos(), email);
		await management().deleteUser(user.id);
		await expect(management().authenticateWithRefreshToken({ refreshToken })).rejects.toMatchObject(
			invalidGrant
		);
	});
}
