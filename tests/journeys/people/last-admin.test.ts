import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { changeRoles, membershipOf } from '../../fixtures.ts';
import { ask } from '../../policies/database.ts';
import { stack } from '../../stack.ts';
import { expect, test } from '../session/test.ts';
import { Visitor } from '../session/visitor.ts';
import { hook, membersOf, newMember, newTeam, peopleIn, sheetOf } from './people.ts';

/*
 * Through Orgdeck an organization keeps an admin: whoever acts in the same moment, and however late
 * WorkOS answers, or when it does not at all.
 */

/** `npm run admin`, with the variables of the stack. */
function command(...args: string[]) {
	const env = { ...process.env, ...stack.env };
	return promisify(execFile)(process.execPath, ['commands/run.js', 'admin', ...args], { env });
}

test('the command for that says whom it cannot find, and changes nothing', async () => {
	const team = await newTeam();
	const nobody = command(team.organization.id, 'nobody.at.all@example.test');
	await expect(nobody).rejects.toMatchObject({
		stderr: expect.stringContaining('Nobody has an account with nobody.at.all@example.test')
	});
	await expect(command('acme', team.member.email)).rejects.toMatchObject({
		stderr: expect.stringContaining('npm run admin --')
	});
	expect(await adminsIn(team)).toEqual([team.admin.email]);
});

type Team = Awaited<ReturnType<typeof newTeam>>;

async function adminsIn({ organization }: Team): Promise<string[]> {
	const people = Object.entries(await peopleIn(organization));
	return people.filter(([, role]) => role === 'admin').map(([email]) => email);
}

/** As if the requests that left something open had been two minutes ago. */
async function outwait({ organization }: Team): Promise<void> {
	await ask(
		`update app.membership_changes set
			busy_until = busy_until - interval '2 minutes', open_until = open_until - interval '2 minutes'
		where org_id = $1`,
		[organization.id]
	);
}

async function signedIn(app: { url: string }, team: Team, people: Team['admin'][]) {
	return Promise.all(
		people.map(async (person) => {
			const visitor = new Visitor(app.url);
			await visitor.signIn(person, { organization: team.organization });
			await visitor.open(membersOf(team.organization));
			return visitor;
		})
	);
}

for (const action of ['leave', 'remove', 'changeRole', 'pause']) {
	test(`the last admin is kept: ${action}`, async ({ visitor }) => {
		const team = await newTeam();
		await visitor.signIn(team.admin, { organization: team.organization });
		const path = `${sheetOf(team.organization, team.admin)}?/${action}`;
		const answer = await visitor.post(path, { role: 'member' });
		expect(answer.status).toBe(403);
		expect(answer.body).toContain('Nobody else would be left to run the organization.');
		expect(await adminsIn(team)).toEqual([team.admin.email]);

		// The control: with a second one, it is done.
		await newMember(team.organization, 'admin');
		await visitor.post(path, { role: 'member' });
		expect(await adminsIn(team)).not.toContain(team.admin.email);
	});
}

test('of twenty admins who leave in the same moment, one stays', async ({ app, twin }) => {
	const team = await newTeam();
	const others = await Promise.all(
		Array.from({ length: 19 }, () => newMember(team.organization, 'admin'))
	);
	const people = [team.admin, ...others];
	const visitors = await signedIn(app, team, people);
	const answers = await Promise.all(
		visitors.map((visitor, number) => {
			const path = `${sheetOf(team.organization, people[number]!)}?/leave`;
			return visitor.post(path, {}, number % 2 ? twin.url : app.url);
		})
	);
	expect(answers.filter(({ status }) => status === 303)).toHaveLength(19);
	expect(answers.filter(({ status }) => status === 403)).toHaveLength(1);
	expect(await adminsIn(team)).toHaveLength(1);
});

test('of twenty who demote, pause and remove each other in a circle, some stay', async ({
	app,
	twin
}) => {
	const team = await newTeam();
	const others = await Promise.all(
		Array.from({ length: 19 }, () => newMember(team.organization, 'admin'))
	);
	const people = [team.admin, ...others];
	const visitors = await signedIn(app, team, people);
	const actions = ['changeRole', 'pause', 'remove'];
	const answers = await Promise.all(
		visitors.map((visitor, number) => {
			const target = people[(number + 1) % people.length]!;
			const path = `${sheetOf(team.organization, target)}?/${actions[number % 3]}`;
			return visitor.post(path, { role: 'member' }, number % 2 ? twin.url : app.url);
		})
	);
	for (const { status } of answers) expect(status).toBeLessThan(500);
	// Who acted may be out themselves by the time their page is drawn: what counts is who is left.
	expect((await adminsIn(team)).length).toBeGreaterThanOrEqual(1);
	expect((await adminsIn(team)).length).toBeLessThan(20);
});

test('an admin whom WorkOS lost meanwhile does not count as one who stays', async ({ visitor }) => {
	const team = await newTeam();
	const second = await newMember(team.organization, 'admin');
	await changeRoles(second, team.organization, 'member', { only: 'workos' });
	await visitor.signIn(team.admin, { organization: team.organization });
	const answer = await visitor.post(`${sheetOf(team.organization, team.admin)}?/leave`);
	expect(answer.status).toBe(403);
	expect(await adminsIn(team)).toEqual([team.admin.email]);
});

test('a call whose answer is lost is known to be done by asking', async ({ visitor, workos }) => {
	const team = await newTeam();
	const second = await newMember(team.organization, 'admin');
	await visitor.signIn(team.admin, { organization: team.organization });
	await visitor.open(membersOf(team.organization));
	workos.fail(/^PUT .*\/organization_memberships\//, 'cut');
	const path = `${sheetOf(team.organization, second)}?/changeRole`;
	const answer = await visitor.post(path, { role: 'member' });
	expect(answer.status).toBe(200);
	expect((await membershipOf(second, team.organization)).role.slug).toBe('member');
	workos.restore();
	// The mirror knows, and nothing is left open.
	const left = await visitor.post(`${sheetOf(team.organization, team.admin)}?/leave`);
	expect(left.status).toBe(403);
	expect(left.body).toContain('Nobody else would be left');
});

test('a call that WorkOS does late, after we gave up, leaves an admin @long', async ({
	visitor,
	workos
}) => {
	const team = await newTeam();
	const second = await newMember(team.organization, 'admin');
	await visitor.signIn(team.admin, { organization: team.organization });
	await visitor.open(membersOf(team.organization));

	// It waits before WorkOS, which has not heard of it when it is asked what became of it.
	workos.delay(/^PUT .*\/organization_memberships\//, 8_000);
	const path = `${sheetOf(team.organization, second)}?/changeRole`;
	const answer = await visitor.post(path, { role: 'member' });
	expect(answer.status).toBe(503);
	expect(answer.body).toContain('may or may not have happened');
	expect(await adminsIn(team)).toHaveLength(2);

	// Until it is known, they are no reason for somebody else to go.
	const early = await visitor.post(`${sheetOf(team.organization, team.admin)}?/leave`);
	expect(early.status).toBe(403);
	// Nor after they were changed by somebody who was answered, or who could not be.
	expect((await visitor.post(path, { role: 'admin' })).status).toBe(200);
	workos.fail(/^GET .*\/organization_memberships\//, 503);
	expect((await visitor.post(path, { role: 'admin' })).status).toBe(503);
	workos.restore();
	const again = await visitor.post(`${sheetOf(team.organization, team.admin)}?/leave`);
	expect(again.status).toBe(403);

	await expect.poll(() => adminsIn(team)).toEqual([team.admin.email]);
	await outwait(team);
	const late = await visitor.post(`${sheetOf(team.organization, team.admin)}?/leave`);
	expect(late.status).toBe(403);
	expect(await adminsIn(team)).toEqual([team.admin.email]);
});

test('a call that WorkOS never heard of is over once it was asked', async ({ visitor, workos }) => {
	const team = await newTeam();
	const second = await newMember(team.organization, 'admin');
	await visitor.signIn(team.admin, { organization: team.organization });
	await visitor.open(membersOf(team.organization));
	workos.fail(/^DELETE .*\/organization_memberships\//, 503);
	const path = `${sheetOf(team.organization, second)}?/remove`;
	expect((await visitor.post(path)).status).toBe(503);
	expect(await adminsIn(team)).toHaveLength(2);
	workos.restore();

	// The same again is no waiting.
	expect((await visitor.post(path)).status).toBe(303);
	expect(await adminsIn(team)).toEqual([team.admin.email]);
});

test('while WorkOS cannot be asked, nothing is done and nothing is left open', async ({
	visitor,
	workos
}) => {
	const team = await newTeam();
	await visitor.signIn(team.admin, { organization: team.organization });
	await visitor.open(membersOf(team.organization));
	workos.fail(/^GET .*\/organization_memberships\//, 503);
	const path = `${sheetOf(team.organization, team.member)}?/pause`;
	expect((await visitor.post(path)).status).toBe(503);
	expect(
		await ask('select 1 from app.membership_changes where org_id = $1', [team.organization.id])
	).toEqual([]);
	workos.restore();
	expect((await visitor.post(path)).status).toBe(200);
	expect(await peopleIn(team.organization)).toMatchObject({
		[team.member.email]: 'member, inactive'
	});
});

test('whoever takes their own role away with that of others does it last, and hears who was refused', async ({
	visitor
}) => {
	const team = await newTeam();
	const { organization, admin, member } = team;
	const [second, stays] = [
		await newMember(organization, 'admin'),
		await newMember(organization, 'admin')
	];
	const { id } = await membershipOf(stays, organization);
	await hook('directory', { membership_id: id });
	await changeRoles(member, organization, 'admin');
	await visitor.signIn(admin, { organization });
	const body = new URLSearchParams([
		...[admin, second, stays].map(({ id }) => ['row', id]),
		['role', 'member']
	]);
	const answer = await visitor.ask(`${membersOf(organization)}?/changeRoles`, {
		method: 'POST',
		body
	});
	expect(await peopleIn(organization)).toMatchObject({
		[admin.email]: 'member',
		[second.email]: 'member',
		[stays.email]: 'admin'
	});
	expect(answer.body).toContain(
		`2 members changed. 1 member not. ${stays.firstName} ${stays.lastName}: A directory manages`
	);
});

test('an organization that lost its last admin elsewhere is told, and logged', async ({
	visitor,
	app
}) => {
	const team = await newTeam();
	await visitor.signIn(team.member, { organization: team.organization });
	const page = () => visitor.open(membersOf(team.organization));
	expect((await page()).body).not.toContain('has no admin any more');
	await changeRoles(team.admin, team.organization, 'member');
	expect((await page()).body).toContain(`${team.organization.name} has no admin any more`);
	expect(app.log()).toContain(`${team.organization.id} has no admin any more`);

	// The documented way back.
	const { stdout } = await command(team.organization.id, team.member.email);
	expect(stdout).toContain(`${team.member.email} is an admin of ${team.organization.name}`);
	expect(await adminsIn(team)).toEqual([team.member.email]);
	expect((await page()).body).not.toContain('has no admin any more');
	expect((await page()).body).toContain('Invite people');
});
