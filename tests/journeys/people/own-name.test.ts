import { workos as workosApi } from '../../fixtures.ts';
import type { Person } from '../../fixtures.ts';
import { rowsOf } from '../../policies/database.ts';
import { expect, test } from '../session/test.ts';
import { Visitor } from '../session/visitor.ts';
import { impersonationOf, membersOf, newTeam } from './people.ts';

/*
 * Somebody changes their own name: in WorkOS, then in the mirror, and every page says it at once.
 */

const rename = (visitor: Visitor, fields: Record<string, string>) =>
	visitor.post('/account?/rename', fields);

/** What they are called in WorkOS and in the mirror. */
async function namesOf({ id }: Person) {
	const { firstName, lastName } = await workosApi.userManagement.getUser(id);
	const [row] = await rowsOf('users', { id });
	return { workos: [firstName, lastName], mirror: [row?.first_name, row?.last_name] };
}

const both = (...name: string[]) => ({ workos: name, mirror: name });

test('a new name is everywhere at once', async ({ visitor, app }) => {
	const { organization, admin, member } = await newTeam();
	await visitor.signIn(member, { organization });
	const adas = new Visitor(app.url);
	await adas.signIn(admin, { organization });
	expect((await adas.open(membersOf(organization))).body).toContain(member.lastName);

	// Whoever is named by what is sent along is not meant.
	const fields = { firstName: ' Zoë ', lastName: "O'Brien 漢", id: admin.id, user_id: admin.id };
	const answer = await rename(visitor, fields);
	expect([answer.status, answer.body]).toEqual([200, expect.stringContaining('Name saved.')]);
	expect(await namesOf(member)).toEqual(both('Zoë', "O'Brien 漢"));
	expect(await namesOf(admin)).toEqual(both(admin.firstName, admin.lastName));
	for (const path of ['/account', `/orgs/${organization.slug}`]) {
		expect((await visitor.open(path)).body, path).toMatch(/Zoë O(?:'|&#39;)Brien 漢/);
	}
	expect((await adas.open(membersOf(organization))).body).toContain('Brien 漢');
});

test('a last name may be left empty', async ({ visitor }) => {
	const { member } = await newTeam();
	await visitor.signIn(member);
	expect((await rename(visitor, { firstName: 'Cher', lastName: '' })).status).toBe(200);
	expect((await visitor.open('/account')).body).toMatch(/>Cher<\/p>/);
});

test('a name that cannot be is refused beside its field, and stays there', async ({ visitor }) => {
	const { member } = await newTeam();
	await visitor.signIn(member);
	for (const [fields, problem] of [
		[{ firstName: '  ', lastName: 'Kept' }, 'Say what to call you.'],
		[{ firstName: 'x'.repeat(81), lastName: 'Kept' }, 'Use 80 characters at most.'],
		[{ firstName: 'Two\tparts', lastName: 'Kept' }, 'not control characters'],
		[{ lastName: 'Kept' }, 'aria-invalid']
	] as [Record<string, string>, string][]) {
		const { status, body } = await rename(visitor, fields);
		expect(status, problem).toBe(400);
		expect(body).toContain(problem);
		expect(body).toContain('value="Kept"');
	}
	expect(await namesOf(member)).toEqual(both(member.firstName, member.lastName));
});

test('what WorkOS does not take or answer is kept', async ({ visitor, workos }) => {
	const { member } = await newTeam();
	await visitor.signIn(member);
	const fields = { firstName: 'Typed', lastName: 'Kept' };
	for (const status of [422, 503]) {
		workos.fail(/^PUT .*\/users\//, status);
		const answer = await rename(visitor, fields);
		expect(answer.status).toBe(status === 422 ? 400 : 503);
		expect(answer.body).toContain(
			status === 422 ? 'WorkOS does not take this name.' : 'There was no answer in time'
		);
		expect(answer.body).toContain('value="Kept"');
		workos.restore();
	}
	expect(await namesOf(member)).toEqual(both(member.firstName, member.lastName));
	expect((await rename(visitor, fields)).status).toBe(200);
	expect(await namesOf(member)).toEqual(both('Typed', 'Kept'));
});

test('where WorkOS took it and the mirror did not, the next try brings it there', async ({
	visitor,
	data
}) => {
	const { member } = await newTeam();
	await visitor.signIn(member);
	const fields = { firstName: 'Half', lastName: 'Way' };
	data.fail('/rest/v1/rpc/mirror_put_user', 503);
	expect((await rename(visitor, fields)).status).toBe(503);
	data.restore();
	expect((await rename(visitor, fields)).status).toBe(200);
	expect(await namesOf(member)).toEqual(both('Half', 'Way'));
});

test('nobody is renamed in somebody else’s name, nor from another site', async ({
	visitor,
	app
}) => {
	const { organization, member } = await newTeam();
	const support = new Visitor(app.url);
	const { location } = await support.open('/sign-in');
	await support.open(await impersonationOf(member, organization, location));
	const fields = { firstName: 'Mallory', lastName: 'M' };
	expect((await rename(support, fields)).status).toBe(403);

	expect((await rename(visitor, fields)).status).toBe(401);
	await visitor.signIn(member);
	const forged = await visitor.ask('/account?/rename', {
		method: 'POST',
		body: new URLSearchParams(fields),
		headers: { origin: 'https://evil.test' }
	});
	expect(forged.status).toBe(403);
	expect(await namesOf(member)).toEqual(both(member.firstName, member.lastName));
});
