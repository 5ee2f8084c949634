import { NotFoundException } from '@workos-inc/node';
import {
	join,
	membershipOf,
	newOrganization,
	newPerson,
	withToken,
	workos
} from '../../fixtures.ts';
import type { Person } from '../../fixtures.ts';
import { newCompany, newProject, newTask } from '../../policies/company.ts';
import { ask, rowsOf } from '../../policies/database.ts';
import { expectSignIn } from '../session/answers.ts';
import { expect, test } from '../session/test.ts';
import { tokensOf } from '../session/tokens.ts';
import { Visitor } from '../session/visitor.ts';
import {
	hook,
	impersonationOf,
	membersOf,
	newMember,
	newTeam,
	peopleIn,
	sheetOf
} from './people.ts';

/*
 * Somebody deletes their account: in WorkOS, then in the mirror, and every organization keeps an admin.
 */

const account = '/account';
const deletion = `${account}?/delete`;

async function isInWorkos({ id }: Person): Promise<boolean> {
	try {
		await workos.userManagement.getUser(id);
		return true;
	} catch (reason) {
		if (reason instanceof NotFoundException) return false;
		throw reason;
	}
}

/** What the mirror has of somebody's name and address. */
async function mirrored({ id }: Person): Promise<unknown[]> {
	const rows = [
		...(await rowsOf('users', { id })),
		...(await rowsOf('user_emails', { user_id: id }))
	];
	return rows.flatMap(({ first_name, last_name, email }) =>
		[first_name, last_name, email].filter(Boolean)
	);
}

const reservedOf = ({ id }: Person) =>
	ask('select org_id from app.membership_changes where user_id = $1', [id]);

/** They confirm it with their own address. */
const deleteAccount = (visitor: Visitor, { email }: Person, at?: string) =>
	visitor.post(deletion, { email }, at);

test('somebody deletes their account: what they did stays, as that of a former member', async ({
	visitor,
	app
}) => {
	const { organization, admin, member } = await newCompany();
	const project = await newProject(admin, { lead_id: member.id });
	const task = await newTask(member, project, { assignee_id: member.id });
	await member.supabase
		.from('tasks')
		.update({ status: 'in_progress' })
		.eq('id', task.id)
		.throwOnError();
	const [phone, adas] = [new Visitor(app.url), new Visitor(app.url)];
	for (const one of [visitor, phone]) {
		await one.signIn(member, { organization });
		await one.open(membersOf(organization));
	}
	const token = tokensOf(phone).get(organization.id)!;

	const page = await visitor.open(account);
	expect(page.body).toContain(member.email);
	expect(page.body).toContain('your membership of 1 organization');
	// Whoever is named by what is sent along is not meant.
	const fields = { email: member.email.toUpperCase(), id: admin.id, user_id: admin.id };
	const answer = await visitor.post(deletion, fields);
	expect([answer.status, new URL(answer.location).pathname]).toEqual([303, '/goodbye']);
	expect(answer.headers.get('clear-site-data')).toBe('"cache"');
	expect([...visitor.cookies().keys()]).toEqual(['orgdeck-signed-out']);
	expect((await visitor.open('/goodbye')).body).toContain('Your account is deleted');

	expect([await isInWorkos(member), await isInWorkos(admin)]).toEqual([false, true]);
	expect(await mirrored(member)).toEqual([]);
	expect(await mirrored(admin)).toContain(admin.email);
	expect(await reservedOf(member)).toEqual([]);

	// Every other browser of theirs is out at the next click, and so is a token in another hand.
	expectSignIn(await phone.open(membersOf(organization)), membersOf(organization));
	const { data } = await withToken(token).from('tasks').select('id').throwOnError();
	expect(data).toEqual([]);

	await adas.signIn(admin, { organization });
	const here = `/orgs/${organization.slug}`;
	for (const path of [
		`${here}/tasks`,
		`${here}/tasks/${task.id}`,
		`${here}/tasks/${task.id}?edit=task`,
		`${here}/projects`,
		`${here}/projects/${project.id}`,
		`${here}/projects/${project.id}/edit`,
		`${membersOf(organization)}?status=removed`,
		sheetOf(organization, member)
	]) {
		const { status, body } = await adas.open(path);
		expect(status, path).toBe(200);
		expect(body, path).toContain('Former member');
		expect(body, path).not.toContain(member.lastName);
	}
	expect((await adas.open(sheetOf(organization, member))).body).toContain(
		'Their account was deleted'
	);
});

test('a colleague who is no admin reads of a former member, too', async ({ visitor, app }) => {
	const { organization, admin, member, colleague } = await newCompany();
	const project = await newProject(admin, { lead_id: member.id });
	const task = await newTask(member, project, { assignee_id: member.id });
	await visitor.signIn(member, { organization });
	expect((await deleteAccount(visitor, member)).status).toBe(303);

	const maxs = new Visitor(app.url);
	await maxs.signIn(colleague, { organization });
	const here = `/orgs/${organization.slug}`;
	for (const path of [`${here}/tasks`, `${here}/tasks/${task.id}`, `${here}/projects`]) {
		const { body } = await maxs.open(path);
		expect(body, path).toContain('Former member');
		expect(body, path).not.toContain(member.lastName);
	}
});

test('whoever belongs to no organization deletes their account as well', async ({ visitor }) => {
	const person = await newPerson();
	await visitor.signIn(person);
	expect((await deleteAccount(visitor, person)).status).toBe(303);
	expect([await isInWorkos(person), await mirrored(person)]).toEqual([false, []]);
});

test('nothing happens without one’s own address', async ({ visitor }) => {
	const { organization, admin, member } = await newTeam();
	await visitor.signIn(member, { organization });
	for (const email of ['', 'nonsense', admin.email, `${member.email}.au`]) {
		const { status, body } = await visitor.post(deletion, { email });
		expect(status, email).toBe(400);
		expect(body, email).toContain(`Type ${member.email} to confirm it.`);
		expect(body, email).toContain(`value="${email}"`);
	}
	expect(await isInWorkos(member)).toBe(true);
	// The control.
	expect((await deleteAccount(visitor, member)).status).toBe(303);
});

test('it is a form of this site alone, for whoever is signed in', async ({ visitor, app }) => {
	const { organization, member } = await newTeam();
	const stranger = new Visitor(app.url);
	expectSignIn(await stranger.open(account), account);
	expect((await deleteAccount(stranger, member)).status).toBe(401);

	await visitor.signIn(member, { organization });
	const forged = await visitor.ask(deletion, {
		method: 'POST',
		body: new URLSearchParams({ email: member.email }),
		headers: { origin: 'https://evil.test' }
	});
	expect(forged.status).toBe(403);
	expect(await isInWorkos(member)).toBe(true);
	// Whoever has an account is told nothing else.
	expect(new URL((await visitor.open('/goodbye')).location).pathname).toBe('/orgs');
});

test('nobody deletes an account in somebody else’s name', async ({ visitor }) => {
	const { organization, member } = await newTeam();
	const { location } = await visitor.open('/sign-in');
	await visitor.open(await impersonationOf(member, organization, location));
	const page = await visitor.open(account);
	expect(page.body).toContain(member.email);
	expect(page.body).not.toContain('?/delete');
	const answer = await deleteAccount(visitor, member);
	expect([answer.status, await isInWorkos(member)]).toEqual([403, true]);
});

test('the last admin of an organization hands over first', async ({ visitor }) => {
	const team = await newTeam();
	const lonely = await newOrganization();
	await join(team.admin, lonely, 'admin');
	await visitor.signIn(team.admin, { organization: team.organization });
	const page = await visitor.open(account);
	expect(page.body).toContain(`${membersOf(team.organization)}"`);
	expect(page.body).toContain('make somebody else an admin.');
	expect(page.body).toContain(`${membersOf(lonely)}/invitations"`);
	expect(page.body).not.toContain('Delete my account');

	const refused = await deleteAccount(visitor, team.admin);
	expect(refused.status).toBe(403);
	expect(refused.body).toMatch(/Studio \w+: Nobody else would be left to run the organization\./);
	expect(await isInWorkos(team.admin)).toBe(true);
	expect(await reservedOf(team.admin)).toEqual([]);

	for (const organization of [team.organization, lonely]) await newMember(organization, 'admin');
	expect((await visitor.open(account)).body).toContain('Delete my account');
	expect((await deleteAccount(visitor, team.admin)).status).toBe(303);
	expect(Object.values(await peopleIn(lonely))).toEqual(['admin']);
});

test('an account that a directory manages is not deleted here', async ({ visitor }) => {
	const { organization, member } = await newTeam();
	const { id } = await membershipOf(member, organization);
	await hook('directory', { membership_id: id });
	await visitor.signIn(member, { organization });
	const { status, body } = await deleteAccount(visitor, member);
	expect(status).toBe(403);
	expect(body).toContain(`${organization.name}: A directory manages this membership.`);
	expect(await isInWorkos(member)).toBe(true);
});

test('of ten admins who leave or delete their accounts in the same moment, one stays', async ({
	app,
	twin
}) => {
	const { organization, admin } = await newTeam();
	const others = await Promise.all(
		Array.from({ length: 9 }, () => newMember(organization, 'admin'))
	);
	const people = [admin, ...others];
	const visitors = await Promise.all(
		people.map(async (person) => {
			const visitor = new Visitor(app.url);
			await visitor.signIn(person, { organization });
			return visitor;
		})
	);
	const answers = await Promise.all(
		visitors.map((visitor, number) => {
			const person = people[number]!;
			const at = number % 2 ? twin.url : app.url;
			if (number % 5 > 2) return visitor.post(`${sheetOf(organization, person)}?/leave`, {}, at);
			return deleteAccount(visitor, person, at);
		})
	);
	expect(answers.filter(({ status }) => status === 303)).toHaveLength(9);
	expect(answers.filter(({ status }) => status === 403)).toHaveLength(1);
	const left = Object.values(await peopleIn(organization)).filter((role) => role === 'admin');
	expect(left).toHaveLength(1);
});

test('while a service is away nothing is deleted, and it can be sent again', async ({
	visitor,
	workos: proxy
}) => {
	const { organization, member } = await newTeam();
	await visitor.signIn(member, { organization });
	await visitor.open(account);
	proxy.fail(/^GET .*\/organization_memberships/, 503);
	const away = await deleteAccount(visitor, member);
	expect(away.status).toBe(503);
	expect(away.body).toContain('so nothing was deleted');
	expect(away.body).toContain(`value="${member.email}"`);
	expect([await isInWorkos(member), await reservedOf(member)]).toEqual([true, []]);
	proxy.restore();
	expect((await deleteAccount(visitor, member)).status).toBe(303);
});

for (const [what, failure] of [
	['does not answer', 503],
	['has too much to do', { status: 429, headers: { 'retry-after': '1' } }]
] as const) {
	test(`when WorkOS ${what}, it is asked what became of it, and it can be sent again`, async ({
		visitor,
		workos: proxy
	}) => {
		const { organization, admin, member } = await newTeam();
		const second = await newMember(organization, 'admin');
		await visitor.signIn(second, { organization });
		await visitor.open(account);
		proxy.fail(/^DELETE .*\/users\//, failure);
		const open = await deleteAccount(visitor, second);
		expect(open.status).toBe(503);
		expect(open.body).toContain('may or may not be deleted by now');
		expect(await mirrored(second)).toContain(second.email);
		// As long as that is not known, nobody else goes because of them.
		expect(await reservedOf(second)).toEqual([{ org_id: organization.id }]);
		const adas = new Visitor(visitor.url);
		await adas.signIn(admin, { organization });
		expect((await adas.post(`${sheetOf(organization, admin)}?/leave`)).status).toBe(403);

		proxy.restore();
		expect((await deleteAccount(visitor, second)).status).toBe(303);
		expect(await reservedOf(second)).toEqual([]);
		expect(await peopleIn(organization)).toEqual({
			[admin.email]: 'admin',
			[member.email]: 'member'
		});
	});
}

test('an answer that is lost is known by asking', async ({ visitor, workos: proxy }) => {
	const { organization, member } = await newTeam();
	await visitor.signIn(member, { organization });
	await visitor.open(account);
	proxy.fail(/^DELETE .*\/users\//, 'cut');
	expect((await deleteAccount(visitor, member)).status).toBe(303);
	expect([await isInWorkos(member), await mirrored(member)]).toEqual([false, []]);
});

test('where neither the deed nor the question is answered, the next try finds out @long', async ({
	visitor,
	workos: proxy
}) => {
	const { organization, member } = await newTeam();
	await visitor.signIn(member, { organization });
	await visitor.open(account);
	// WorkOS deletes them, and can then not be reached any more.
	proxy.fail(/^DELETE .*\/users\//, 'cut');
	proxy.fail(/^GET .*\/users\//, 503);
	proxy.fail(/^DELETE .*\/users\//, 503);
	const open = await deleteAccount(visitor, member);
	expect(open.status).toBe(503);
	expect(open.body).toContain('may or may not be deleted by now');
	proxy.restore();
	expect((await deleteAccount(visitor, member)).status).toBe(303);
	expect([await isInWorkos(member), await mirrored(member)]).toEqual([false, []]);
});

test('what could not be written down is finished by the next try', async ({ visitor, data }) => {
	const { organization, member } = await newTeam();
	await visitor.signIn(member, { organization });
	await visitor.open(account);
	data.fail('/rest/v1/rpc/mirror_gone_user', 503);
	const unfinished = await deleteAccount(visitor, member);
	expect(unfinished.status).toBe(503);
	expect(unfinished.body).toContain('WorkOS deleted your account');
	expect([await isInWorkos(member), await mirrored(member)]).toEqual([
		false,
		expect.arrayContaining([member.email])
	]);
	data.restore();
	expect((await deleteAccount(visitor, member)).status).toBe(303);
	expect(await mirrored(member)).toEqual([]);
});
