import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import type { JSONWebKeySet } from 'jose';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { memberships, organizations, people } from '../world.ts';
import { claimsOf, clientId, sdk, signIn, somebody, startStandIn } from './environment.ts';
import type { StandIn } from './environment.ts';

let standIn: StandIn;

beforeEach(async () => {
	standIn = await startStandIn();
});

afterEach(() => standIn.stop());

const journal = () => path.join(standIn.dataDir, 'journal.jsonl');

async function keysOf(client = clientId): Promise<JSONWebKeySet> {
	return (await fetch(`${standIn.url}/sso/jwks/${client}`)).json();
}

test('the cast is there from the start, and only once', async () => {
	await standIn.restart();
	for (const { id, name } of Object.values(organizations)) {
		expect((await standIn.workos.organizations.getOrganization(id)).name).toBe(name);
	}
	for (const { id, person, organization, role } of memberships) {
		const membership = await standIn.workos.userManagement.getOrganizationMembership(id);
		expect(membership).toMatchObject({
			userId: people[person].id,
			organizationId: organizations[organization].id,
			role: { slug: role }
		});
	}
	expect((await standIn.workos.organizations.listOrganizations()).data).toHaveLength(3);
	const { data } = await standIn.workos.authorization.listEnvironmentRoles();
	expect(data.map(({ slug }) => slug)).toEqual(['admin', 'member']);
});

test('people, organizations and sessions outlive a restart', async () => {
	const { user, email, organizations: joined } = await somebody(standIn.workos, 'admin');
	const session = await signIn(standIn.workos, email);
	await standIn.workos.userManagement.updateUser({ userId: user.id, firstName: 'Renamed' });
	const organization = await standIn.workos.organizations.getOrganization(joined[0]?.id ?? '');
	await standIn.restart();
	expect((await standIn.workos.userManagement.getUser(user.id)).firstName).toBe('Renamed');
	expect(await standIn.workos.organizations.getOrganization(organization.id)).toEqual(organization);
	const { refreshToken } = session;
	await standIn.workos.userManagement.authenticateWithRefreshToken({ refreshToken });
});

test('what was deleted stays deleted', async () => {
	const { user } = await somebody(standIn.workos);
	await standIn.workos.userManagement.deleteUser(user.id);
	await standIn.restart();
	await expect(standIn.workos.userManagement.getUser(user.id)).rejects.toMatchObject({
		status: 404
	});
});

test('a line cut short by a crash is forgotten, and what came before is not', async () => {
	const { user } = await somebody(standIn.workos);
	await standIn.restart(() => appendFileSync(journal(), '["put","users",{"id":"user_cut","ema'));
	expect((await standIn.workos.userManagement.getUser(user.id)).id).toBe(user.id);
	// What is written after the cut must be readable, too.
	const { user: later } = await somebody(standIn.workos);
	await standIn.restart();
	expect((await standIn.workos.userManagement.getUser(later.id)).id).toBe(later.id);
});

test('a journal that is damaged elsewhere stops the start and names the file', async () => {
	const whole = readFileSync(journal(), 'utf8');
	await expect(
		standIn.restart(() => writeFileSync(journal(), `nonsense\n${whole}`))
	).rejects.toThrow('journal.jsonl: line 1');
	writeFileSync(journal(), whole);
	await standIn.restart();
});

test('a restart writes each thing once, and forgets sessions that are over', async () => {
	const { user, email } = await somebody(standIn.workos);
	for (const firstName of ['A', 'B', 'C']) {
		await standIn.workos.userManagement.updateUser({ userId: user.id, firstName });
	}
	await signIn(standIn.workos, email);
	standIn.wait(32 * 24 * 60 * 60 * 1000);
	await standIn.restart();
	const lines = readFileSync(journal(), 'utf8').trim().split('\n');
	const ofUser = `["put","users",{"id":"${user.id}"`;
	expect(lines.filter((line) => line.startsWith(ofUser))).toHaveLength(1);
	expect(lines.filter((line) => /^\["put","(sessions|refreshTokens|codes)"/.test(line))).toEqual(
		[]
	);
});

test('keys survive a restart, and a rotated one stays published', async () => {
	const { email } = await somebody(standIn.workos);
	const old = await signIn(standIn.workos, email);
	const before = await keysOf();
	await standIn.restart();
	expect(await keysOf()).toEqual(before);

	await standIn.hook('keys/rotate');
	await standIn.restart();
	const after = await keysOf();
	expect(after.keys).toHaveLength(2);
	const fresh = await signIn(standIn.workos, email);
	const kids = [old, fresh].map(({ accessToken }) => decodeProtectedHeader(accessToken).kid);
	expect(kids).toEqual(after.keys.map(({ kid }) => kid));
	for (const { accessToken } of [old, fresh]) {
		await jwtVerify(accessToken, createLocalJWKSet(after));
	}
});

test('who must know new keys is told', async () => {
	const told: unknown[] = [];
	const own = await startStandIn({ onKeysChanged: (keys) => void told.push(keys) });
	const rotated = await own.hook('keys/rotate');
	expect(told).toEqual([rotated]);
	await own.stop();
});

test('tests can have any claims signed', async () => {
	const claims = { sub: 'user_1', role: 'anon', exp: 1 };
	const { token } = await standIn.hook<{ token: string }>('tokens', { claims });
	expect(claimsOf(token)).toMatchObject({
		...claims,
		iat: expect.any(Number),
		jti: expect.any(String)
	});
	const { kid } = decodeProtectedHeader(token);
	expect((await keysOf()).keys.map((key) => key.kid)).toContain(kid);
});

test.each([
	['client', (url: string, id: string) => `${url}/user_management/${id}`],
	['bare', (url: string) => url],
	[
		'custom',
		(url: string, id: string) => `${url.replace('127.0.0.1', 'localhost')}/user_management/${id}`
	]
])('an application of the %s form has its issuer and its token life', async (form, issuerOf) => {
	const application = await standIn.hook<{ client_id: string; api_key: string; issuer: string }>(
		'applications',
		{ issuer: form, access_token_lifetime: 7 }
	);
	const { client_id, api_key, issuer } = application;
	expect(issuer).toBe(issuerOf(standIn.url, client_id));
	const url = new URL(issuer).origin;
	const workos = sdk(url, api_key, client_id);
	const { email } = await somebody(workos);
	const { accessToken, refreshToken } = await signIn(workos, email);
	const claims = claimsOf(accessToken);
	expect(claims).toMatchObject({ iss: issuer, client_id });
	expect(Number(claims.exp) - Number(claims.iat)).toBe(7);
	const discovered = await fetch(`${issuer}/.well-known/openid-configuration`);
	expect(await discovered.json()).toMatchObject({
		issuer,
		jwks_uri: `${url}/sso/jwks/${client_id}`
	});
	// A session belongs to the application that it was begun with.
	await expect(
		standIn.workos.userManagement.authenticateWithRefreshToken({ refreshToken })
	).rejects.toMatchObject({ status: 400, error: 'invalid_grant' });
});

test('an invitation runs out after its days', async () => {
	const organization = await standIn.workos.organizations.createOrganization({ name: 'Slow' });
	const management = standIn.workos.userManagement;
	const to = { email: 'late@example.test', organizationId: organization.id };
	const { id } = await management.sendInvitation({ ...to, expiresInDays: 2 });
	standIn.wait(47 * 60 * 60 * 1000);
	expect((await management.getInvitation(id)).state).toBe('pending');
	await standIn.restart();
	standIn.wait(60 * 60 * 1000);
	const { userManagement } = standIn.workos;
	expect((await userManagement.getInvitation(id)).state).toBe('expired');
	await expect(userManagement.resendInvitation(id)).rejects.toMatchObject({
		code: 'invite_expired'
	});
	await expect(userManagement.acceptInvitation(id)).rejects.toMatchObject({
		code: 'invite_not_pending'
	});
	expect((await userManagement.sendInvitation(to)).state).toBe('pending');
});

test('a directory can be made to manage a membership', async () => {
	const { organizations: joined } = await somebody(standIn.workos, 'member');
	const { membership } = joined[0]!;
	expect(membership.directoryManaged).toBe(false);
	await standIn.hook('directory', { membership_id: membership.id });
	const management = standIn.workos.userManagement;
	expect((await management.getOrganizationMembership(membership.id)).directoryManaged).toBe(true);
});
