import { expect, test } from 'vitest';
import type { Subject } from './environment.ts';
import { checkedFetch, claimsOf, isReal, locationOf, signIn, somebody } from './environment.ts';

export function sessions({ workos, url }: Subject): void {
	async function someSession() {
		const { user, email, organizations } = await somebody(workos(), 'member');
		const { accessToken, refreshToken } = await signIn(workos(), email);
		return { user, organizations, refreshToken, sessionId: String(claimsOf(accessToken).sid) };
	}

	const refused = { status: 400, error: 'invalid_grant' };

	test.skipIf(isReal)('a session is listed until it is revoked', async () => {
		const { user, organizations, refreshToken, sessionId } = await someSession();
		const list = async () => (await workos().userManagement.listSessions(user.id)).data;
		expect(await list()).toMatchObject([
			{ id: sessionId, userId: user.id, organizationId: organizations[0]?.id, status: 'active' }
		]);
		await workos().userManagement.revokeSession({ sessionId });
		expect(await list()).toEqual([]);
		await expect(
			workos().userManagement.authenticateWithRefreshToken({ refreshToken })
		).rejects.toMatchObject(refused);
	});

	test('an unknown session cannot be revoked', async () => {
		await expect(
			workos().userManagement.revokeSession({ sessionId: 'session_01J00000000000000000NOWHERE' })
		).rejects.toMatchObject({ status: 400 });
	});

	test.skipIf(isReal)('logout ends the session and goes back to the app', async () => {
		const { refreshToken, sessionId } = await someSession();
		const returnTo = 'http://localhost:5173/';
		const address = workos().userManagement.getLogoutUrl({ sessionId, returnTo });
		// Twice, because the app revokes first and then sends the browser.
		for (let times = 0; times < 2; times++) {
			const response = await checkedFetch(address, { redirect: 'manual' });
			expect([response.status, locationOf(response).href]).toEqual([302, returnTo]);
		}
		await expect(
			workos().userManagement.authenticateWithRefreshToken({ refreshToken })
		).rejects.toMatchObject(refused);
	});

	test.skipIf(isReal)('logout goes nowhere else, and then leaves the session alone', async () => {
		const { refreshToken, sessionId } = await someSession();
		for (const returnTo of ['https://evil.test/', 'http://localhost.evil.test/', 'javascript:0']) {
			const address = workos().userManagement.getLogoutUrl({ sessionId, returnTo });
			const response = await fetch(address, { redirect: 'manual' });
			expect([response.status, response.headers.get('location')]).toEqual([422, null]);
		}
		await workos().userManagement.authenticateWithRefreshToken({ refreshToken });
	});

	test.skipIf(isReal)('logout without a session is refused', async () => {
		const response = await fetch(`${url()}/user_management/sessions/logout`);
		expect(response.status).toBe(422);
	});
}
