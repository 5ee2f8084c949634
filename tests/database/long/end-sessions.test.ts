import { afterAll, expect, test } from 'vitest';
import { endSessions } from '../../../commands/database/end-sessions.ts';
import { claimsOf, signIn, somebody, startStandIn } from '../../contract/environment.ts';
import { asSuperuser, newDatabase, run } from '../cluster.ts';

const standIn = await startStandIn();
afterAll(() => standIn.stop());

test('a session that a restored database has open reads nothing once all are ended', async () => {
	const { workos } = standIn;
	const { user, email } = await somebody(workos, 'member');
	const { accessToken, refreshToken } = await signIn(workos, email);
	const { sid } = claimsOf(accessToken);
	const url = await newDatabase();
	await run(
		asSuperuser(url),
		`insert into app.sessions (sid, user_id, secret_hash, sealed, ended_at) values
			('${String(sid)}', '${user.id}', 'hash', 'sealed', null),
			('session_unknown', 'user_unknown', 'hash', 'sealed', null),
			('session_z', 'user_z', 'hash', '', '2026-01-01')`
	);
	const claims = JSON.stringify({ sub: user.id, sid });
	const whoIsIt = () =>
		run(
			url,
			`with token as materialized (select set_config('request.jwt.claims', '${claims}', false))
			select app.user_id() as id from token where set_config is not null`
		);
	expect(await whoIsIt()).toEqual([{ id: user.id }]);

	// One that WorkOS does not know, since it ended there long ago, is no trouble.
	expect(await endSessions(url, workos)).toEqual({ ended: 2, left: [] });
	expect(await whoIsIt()).toEqual([{ id: null }]);
	const rows = await run(
		asSuperuser(url),
		`select count(*)::int as n, count(*) filter (where ended_at < '2026-02-01')::int as old
		from app.sessions where sealed = '' and ended_at is not null`
	);
	expect(rows).toEqual([{ n: 3, old: 1 }]);

	// Nor does it go on at WorkOS, or the next sign-in would bring it back.
	expect((await workos.userManagement.listSessions(user.id)).data).toEqual([]);
	await expect(
		workos.userManagement.authenticateWithRefreshToken({ clientId: 'client_local', refreshToken })
	).rejects.toThrow(/invalid_grant|ended/i);
	expect(await endSessions(url, workos)).toEqual({ ended: 0, left: [] });
});

test('what WorkOS does not end is said', async () => {
	const url = await newDatabase();
	await run(
		asSuperuser(url),
		`insert into app.sessions (sid, user_id, secret_hash, sealed) values ('session_a', 'user_a', 'h', 's')`
	);
	const away = await startStandIn();
	const { workos } = away;
	await away.stop();
	expect(await endSessions(url, workos)).toEqual({ ended: 1, left: [expect.any(String)] });
});
