import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApp } from '../app.ts';
import type { App } from '../app.ts';
import { changeRoles, join, leave, newOrganization, newPerson, unique } from '../fixtures.ts';
import { ask } from '../policies/database.ts';
import { stack } from '../stack.ts';
import { saidByMirror, saidByWorkos } from './truth.ts';

/*
 * What a scheduler calls where no command can run.
 */

let app: App;

beforeAll(async () => {
	app = await startApp();
});

afterAll(() => app.stop());

const right = `Bearer ${stack.env.SYNC_SECRET}`;

async function call(authorization: string | null = right, query = '') {
	const response = await fetch(`${app.url}/internal/sync${query}`, {
		method: 'POST',
		headers: { accept: 'application/json', ...(authorization && { authorization }) }
	});
	return { status: response.status, body: await response.json() };
}

async function someMember() {
	const [organization, person] = await Promise.all([newOrganization(), newPerson()]);
	await join(person, organization, 'admin');
	return { organization, person };
}

test('it is refused without the secret, and does nothing', async () => {
	const { organization, person } = await someMember();
	await changeRoles(person, organization, 'member', { only: 'workos' });
	const wrong = [null, '', 'Bearer', 'Bearer ', 'Bearer wrong', `${right}x`, right.slice(0, -1)];
	for (const authorization of wrong) expect((await call(authorization)).status).toBe(401);
	const { memberships } = await saidByMirror(organization.id, []);
	expect(memberships[person.id]?.roles).toEqual(['admin']);
	expect((await fetch(`${app.url}/internal/sync`)).status).toBe(405);
});

test('it follows the events, and says how far it got', async () => {
	const { organization, person } = await someMember();
	await changeRoles(person, organization, 'member', { only: 'workos' });
	const { status, body } = await call();
	expect(status).toBe(200);
	expect(body).toMatchObject({ state: 'up to date' });
	expect(body.applied).toBeGreaterThan(0);
	expect(await saidByMirror(organization.id, [person.id])).toEqual(
		await saidByWorkos(organization.id, [person.id])
	);
	expect((await call()).body).toEqual({ applied: 0, erased: 0, state: 'up to date' });
	// It was their last admin.
	expect(app.log()).toContain(`${organization.id} has no admin any more`);
	expect(app.log().split(organization.id)).toHaveLength(2);
});

test('it takes away the records of sessions that ended or were left long ago, and no others', async () => {
	const sid = (name: string) => `session_${name}_${unique()}`;
	const records = [
		[sid('ended'), 91, 500, 91],
		[sid('ended_lately'), 89, 500, 500],
		[sid('left'), null, 500, 401],
		[sid('in_use'), null, 500, 399],
		[sid('open'), null, 10, 10]
	] as const;
	for (const record of records) {
		await ask(
			`insert into app.sessions (sid, user_id, secret_hash, sealed, ended_at, created_at, used_at)
			values ($1, 'user_x', '', '', now() - $2 * interval '1 day', now() - $3 * interval '1 day',
				now() - $4 * interval '1 day')`,
			[...record]
		);
	}
	expect((await call()).status).toBe(200);
	const sids = records.map(([one]) => one);
	const left = await ask('select sid from app.sessions where sid = any ($1)', [sids]);
	expect(left.map(({ sid }) => sid).sort()).toEqual([sids[1], sids[3], sids[4]].sort());
});

test('it says when everything must be compared, and can do that', async () => {
	const { organization, person } = await someMember();
	await leave(person, organization, { only: 'workos' });
	await ask(`update app.mirror_place set reached_at = now() - interval '31 days'`);
	const refused = await call();
	expect(refused.status).toBe(409);
	expect(refused.body.message).toContain('npm run sync -- --full');
	const compared = await call(right, '?full');
	expect(compared.status).toBe(200);
	expect(compared.body.repairs.map(({ what }: { what: string }) => what)).toContain('ended');
	expect(await saidByMirror(organization.id, [])).toEqual(await saidByWorkos(organization.id, []));
	expect((await call()).status).toBe(200);
});
