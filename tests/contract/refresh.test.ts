import { afterAll, beforeAll, expect, test } from 'vitest';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
	authorizationUrl,
	claimsOf,
	comeBack,
	signIn,
	somebody,
	startStandIn
} from './environment.ts';
import type { StandIn } from './environment.ts';

let standIn: StandIn;

beforeAll(async () => {
	standIn = await startStandIn();
});

afterAll(() => standIn.stop());

const invalidGrant = { status: 400, error: 'invalid_grant' };
const second = 1000;
const day = 24 * 60 * 60 * second;

function refresh(refreshToken: string, organizationId?: string) {
	return standIn.workos.userManagement.authenticateWithRefreshToken({
		refreshToken,
		organizationId
	});
}

async function someSession(...roles: string[]) {
	const { email, organizations } = await somebody(standIn.workos, ...roles);
	const session = await signIn(standIn.workos, email, organizations[0]?.id);
	return { ...session, email, organizations };
}

test('a token that was refreshed gives the same pair for 30 seconds, then nothing', async () => {
	const { refreshToken } = await someSession();
	const pair = await refresh(refreshToken);
	expect(await refresh(refreshToken)).toEqual(pair);
	standIn.wait(29 * second);
	expect(await refresh(refreshToken)).toEqual(pair);
	standIn.wait(2 * second);
	await expect(refresh(refreshToken)).rejects.toMatchObject(invalidGrant);
	// The newest token is as good as ever.
	await refresh(pair.refreshToken);
});

test('twenty requests at once get one pair', async () => {
	const { refreshToken } = await someSession();
	const pairs = await Promise.all(Array.from({ length: 20 }, () => refresh(refreshToken)));
	expect(new Set(pairs.map((pair) => pair.refreshToken)).size).toBe(1);
	expect(new Set(pairs.map((pair) => pair.accessToken)).size).toBe(1);
});

test('a replay for another organization gets what was minted first', async () => {
	const { refreshToken, organizations } = await someSession('member', 'member');
	const [here, there] = organizations.map(({ id }) => id);
	const pair = await refresh(refreshToken, here);
	const replay = await refresh(refreshToken, there);
	expect(replay).toEqual(pair);
	expect(claimsOf(replay.accessToken).org_id).toBe(here);
});

test('a replay in an ended session is refused at once', async () => {
	const { accessToken, refreshToken } = await someSession();
	await refresh(refreshToken);
	const sessionId = String(claimsOf(accessToken).sid);
	await standIn.workos.userManagement.revokeSession({ sessionId });
	await expect(refresh(refreshToken)).rejects.toMatchObject(invalidGrant);
});

test('rotation and replay go on over a restart', async () => {
	const { refreshToken } = await someSession();
	const pair = await refresh(refreshToken);
	await standIn.restart();
	expect(await refresh(refreshToken)).toEqual(pair);
	const next = await refresh(pair.refreshToken);
	expect(claimsOf(next.accessToken).sid).toBe(claimsOf(pair.accessToken).sid);
	standIn.wait(31 * second);
	await standIn.restart();
	await expect(refresh(refreshToken)).rejects.toMatchObject(invalidGrant);
});

test('a code is worth nothing after ten minutes', async () => {
	const { email } = await somebody(standIn.workos);
	const { url, codeVerifier } = await authorizationUrl(standIn.workos);
	const code = (await comeBack(url, email)).searchParams.get('code') ?? '';
	standIn.wait(601 * second);
	await expect(
		standIn.workos.userManagement.authenticateWithCode({ code, codeVerifier })
	).rejects.toMatchObject(invalidGrant);
});

test('a code for an organization that was left meanwhile is refused', async () => {
	const { email, organizations } = await somebody(standIn.workos, 'member');
	const { url, codeVerifier } = await authorizationUrl(standIn.workos);
	const code = (await comeBack(url, email)).searchParams.get('code') ?? '';
	await standIn.workos.userManagement.deleteOrganizationMembership(
		organizations[0]?.membership.id ?? ''
	);
	await expect(
		standIn.workos.userManagement.authenticateWithCode({ code, codeVerifier })
	).rejects.toMatchObject({ status: 400, error: 'organization_membership_not_found' });
});

test('a session ends after thirty days, however often it was refreshed', async () => {
	const { user, refreshToken } = await someSession();
	standIn.wait(29 * day);
	const pair = await refresh(refreshToken);
	standIn.wait(2 * day);
	await expect(refresh(pair.refreshToken)).rejects.toMatchObject(invalidGrant);
	expect((await standIn.workos.userManagement.listSessions(user.id)).data).toEqual([]);
});

test('an impersonated session says so and ends after an hour', async () => {
	const { user, organizations } = await somebody(standIn.workos, 'admin');
	const { url, codeVerifier, state } = await authorizationUrl(standIn.workos);
	const { code, location } = await standIn.hook<{ code: string; location: string }>('impersonate', {
		user_id: user.id,
		organization_id: organizations[0]?.id,
		email: 'support@orgdeck.test',
		reason: 'A question about a project',
		authorization_url: url
	});
	expect(Object.fromEntries(new URL(location).searchParams)).toEqual({ code, state });
	const session = await standIn.workos.userManagement.authenticateWithCode({ code, codeVerifier });
	expect(session).toMatchObject({
		authenticationMethod: 'Impersonation',
		impersonator: { email: 'support@orgdeck.test', reason: 'A question about a project' }
	});
	const { data } = await standIn.workos.userManagement.listSessions(user.id);
	expect(data).toMatchObject([{ authMethod: 'impersonation', impersonator: session.impersonator }]);
	const next = await refresh(session.refreshToken);
	expect(claimsOf(next.accessToken)).toMatchObject({ act: { sub: 'support@orgdeck.test' } });
	standIn.wait(61 * 60 * second);
	await expect(refresh(next.refreshToken)).rejects.toMatchObject(invalidGrant);
});

test('a token that would be too big is refused, and nothing is lost', async () => {
	const folder = mkdtempSync(path.join(tmpdir(), 'orgdeck-template-'));
	const templatePath = path.join(folder, 'template.json');
	writeFileSync(templatePath, '{"role": "authenticated"}');
	const own = await startStandIn({ templatePath });
	const { email } = await somebody(own.workos);
	const { refreshToken } = await signIn(own.workos, email);
	const again = () => own.workos.userManagement.authenticateWithRefreshToken({ refreshToken });
	writeFileSync(templatePath, JSON.stringify({ role: 'authenticated', big: 'x'.repeat(3072) }));
	await expect(again()).rejects.toMatchObject({ status: 400, error: 'token_too_big' });
	writeFileSync(templatePath, '{"role": "authenticated", "mail": {{ user.email }}}');
	expect(claimsOf((await again()).accessToken).mail).toBe(email);
	await own.stop();
	rmSync(folder, { recursive: true });
});
