import { changeRoles, join, newOrganization, workos as workosApi } from '../../fixtures.ts';
import { withToken } from '../../fixtures.ts';
import { newCompany, newProject, newTask } from '../../policies/company.ts';
import { rowsOf } from '../../policies/database.ts';
import { impersonationOf, newMember, newTeam } from '../people/people.ts';
import { expect, test } from '../session/test.ts';
import { letTokensExpire, tokensOf } from '../session/tokens.ts';
import { Visitor } from '../session/visitor.ts';
import { deletionOf, mirrored, nameInWorkos, settingsOf, valueOf } from './settings.ts';

/*
 * The end of an organization: in WorkOS, then here, and what a service that is away in between leaves.
 */

type Team = Pick<Awaited<ReturnType<typeof newTeam>>, 'organization' | 'admin'>;

const end = (visitor: Visitor, { organization }: Pick<Team, 'organization'>, name?: string) =>
	visitor.post(deletionOf(organization), { name: name ?? organization.name });

/** Whether it is there: in WorkOS, and here. */
async function isThere({ organization }: Pick<Team, 'organization'>): Promise<[boolean, boolean]> {
	const { gone_at } = await mirrored(organization);
	return [(await nameInWorkos(organization)) !== null, gone_at === null];
}

async function atThePage(visitor: Visitor): Promise<Team> {
	const team = await newTeam();
	await visitor.signIn(team.admin, { organization: team.organization });
	expect((await visitor.open(deletionOf(team.organization))).status).toBe(200);
	return team;
}

test('an admin deletes it: it is closed to everybody at once', async ({ visitor, app }) => {
	const company = await newCompany();
	const { organization, admin, member } = company;
	const project = await newProject(admin);
	const task = await newTask(admin, project);
	const elsewhere = await newOrganization();
	await join(member, elsewhere);
	const maxs = new Visitor(app.url);
	await maxs.signIn(member, { organization });
	const here = `/orgs/${organization.slug}`;
	expect((await maxs.open(`${here}/tasks`)).body).toContain(task.title);
	const token = tokensOf(maxs).get(organization.id)!;

	await visitor.signIn(admin, { organization });
	const page = await visitor.open(deletionOf(organization));
	for (const words of [
		'1 project<',
		'1 task<',
		'3 people’s memberships',
		'6 entries of the audit log',
		'It cannot be undone',
		`${here}/export"`
	]) {
		expect(page.body, words).toContain(words);
	}
	expect(page.body).not.toMatch(/\d budgets?</);

	const ended = await end(visitor, company);
	expect([ended.status, new URL(ended.location).pathname]).toEqual([303, '/orgs']);
	expect((await visitor.open(ended.location)).body).toContain('The organization is deleted.');
	expect(await isThere(company)).toEqual([false, false]);

	const next = await maxs.open(`${here}/tasks`);
	expect(next.status).toBe(404);
	expect(next.body).toContain(`${organization.name} was deleted`);
	expect(next.body).toContain(`/orgs/${elsewhere.slug}"`);
	expect(next.body).not.toContain(task.title);
	const posted = await maxs.post(`${here}/projects/${project.id}?/add`, { title: 'Too late' });
	expect([posted.status, posted.body.includes('was deleted')]).toEqual([404, true]);
	expect((await maxs.open('/orgs')).body).not.toContain(organization.name);
	expect((await withToken(token).from('tasks').select('id').throwOnError()).data).toEqual([]);
	expect((await visitor.open(settingsOf(organization))).status).toBe(404);

	// Nor does their session end with it.
	for (const one of [visitor, maxs]) {
		await letTokensExpire(one);
		const { status, body } = await one.open(here);
		expect([status, body.includes('No organization here')]).toEqual([404, true]);
		expect((await one.open('/orgs')).status).toBe(200);
	}
});

test('nothing happens without its name, as it is called now', async ({ visitor }) => {
	const team = await atThePage(visitor);
	const { name } = team.organization;
	for (const typed of ['', 'nonsense', name.toUpperCase(), `${name}!`]) {
		const answer = await end(visitor, team, typed);
		expect([answer.status, valueOf(answer, 'name')], typed).toEqual([400, typed]);
		expect(answer.body, typed).toContain(`Type ${name} to confirm it.`);
	}
	const changed = { organization: team.organization.id, name: 'Another  name' };
	await workosApi.organizations.updateOrganization(changed);
	await visitor.post(`${settingsOf(team.organization)}?/rename`, {
		...{ name: 'Another  name', was: name }
	});
	expect((await end(visitor, team, name)).status).toBe(400);
	expect(await isThere(team)).toEqual([true, true]);
	// Two spaces look like one.
	expect((await end(visitor, team, ' Another name ')).status).toBe(303);
});

test('nobody else deletes it, nor an admin another one', async ({ visitor, app }) => {
	const [team, elsewhere] = [await newTeam(), await newTeam()];
	const { organization, admin, member } = team;
	await visitor.signIn(member, { organization });
	expect((await end(visitor, team)).status).toBe(403);

	const demoted = await newMember(organization, 'admin');
	const late = new Visitor(app.url);
	await late.signIn(demoted, { organization });
	await late.open(settingsOf(organization));
	await changeRoles(demoted, organization, 'member', { only: 'mirror' });
	expect((await end(late, team)).status).toBe(403);

	const support = new Visitor(app.url);
	const { location } = await support.open('/sign-in');
	await support.open(await impersonationOf(admin, organization, location));
	expect((await support.open(deletionOf(organization))).body).not.toContain('name="name"');
	expect((await end(support, team)).status).toBe(403);

	const stranger = new Visitor(app.url);
	await stranger.signIn(elsewhere.admin, { organization: elsewhere.organization });
	expect((await end(stranger, team)).status).toBe(404);
	const forged = await stranger.ask(deletionOf(elsewhere.organization), {
		method: 'POST',
		body: new URLSearchParams({ name: elsewhere.organization.name }),
		headers: { origin: 'https://evil.test' }
	});
	expect(forged.status).toBe(403);
	expect(await isThere(elsewhere)).toEqual([true, true]);
	// Whatever is sent along does not count.
	const { id } = organization;
	await stranger.post(deletionOf(elsewhere.organization), {
		...{ name: elsewhere.organization.name, id, organization: id, org_id: id }
	});
	expect(await isThere(elsewhere)).toEqual([false, false]);
	expect(await isThere(team)).toEqual([true, true]);
});

const deleting = /^DELETE .*\/organizations\//;
const asking = /^GET .*\/organizations\/org/;

for (const [what, failure] of [
	['away', 503],
	['busy', { status: 429, headers: { 'retry-after': '1' } }]
] as const) {
	test(`while WorkOS is ${what} nothing is deleted, and it can be sent again`, async ({
		visitor,
		workos
	}) => {
		const team = await atThePage(visitor);
		workos.fail(deleting, failure);
		const answer = await end(visitor, team);
		expect([answer.status, valueOf(answer, 'name')]).toEqual([503, team.organization.name]);
		expect(answer.body).toContain('so nothing was deleted');
		expect(await isThere(team)).toEqual([true, true]);
		workos.restore();
		expect((await end(visitor, team)).status).toBe(303);
	});
}

test('where WorkOS refuses, the page says so, and all is as before', async ({
	visitor,
	workos
}) => {
	const team = await atThePage(visitor);
	workos.fail(deleting, { status: 403, body: { message: 'Not this one.' } });
	const answer = await end(visitor, team);
	expect(answer.status).toBe(409);
	expect(answer.body).toContain('WorkOS refused to delete the organization');
	expect(await isThere(team)).toEqual([true, true]);
});

test('an answer that is lost is known by asking', async ({ visitor, workos }) => {
	const team = await atThePage(visitor);
	workos.fail(deleting, 'cut');
	expect((await end(visitor, team)).status).toBe(303);
	expect(await isThere(team)).toEqual([false, false]);
});

test('where neither is answered and it was not done, all is as before', async ({
	visitor,
	workos
}) => {
	const team = await atThePage(visitor);
	for (const pattern of [deleting, asking]) workos.fail(pattern, 503);
	const answer = await end(visitor, team);
	expect(answer.status).toBe(503);
	expect(answer.body).toContain('may or may not be deleted by now');
	expect(await isThere(team)).toEqual([true, true]);
	workos.restore();
	expect((await visitor.open(deletionOf(team.organization))).status).toBe(200);
	expect((await end(visitor, team)).status).toBe(303);
});

test('where neither is answered and it was done, the next try finishes it', async ({
	visitor,
	workos
}) => {
	const team = await atThePage(visitor);
	workos.fail(deleting, 'cut');
	workos.fail(asking, 503);
	const answer = await end(visitor, team);
	expect(answer.status).toBe(503);
	expect(answer.body).toContain('may or may not be deleted by now');
	// Nothing is closed on a guess.
	expect(await isThere(team)).toEqual([false, true]);
	workos.restore();
	expect((await end(visitor, team)).status).toBe(303);
	expect(await isThere(team)).toEqual([false, false]);
});

test('what could not be written down is finished by the next try', async ({ visitor, data }) => {
	const team = await atThePage(visitor);
	data.fail('/rest/v1/rpc/mirror_gone_organization', 503);
	const answer = await end(visitor, team);
	expect(answer.status).toBe(503);
	expect(answer.body).toContain('WorkOS deleted the organization');
	expect(await isThere(team)).toEqual([false, true]);
	data.restore();
	expect((await end(visitor, team)).status).toBe(303);
	expect(await isThere(team)).toEqual([false, false]);
});

test('of two admins who delete it in the same moment, both find it deleted', async ({
	visitor,
	app
}) => {
	const team = await atThePage(visitor);
	const other = new Visitor(app.url);
	await other.signIn(await newMember(team.organization, 'admin'), {
		organization: team.organization
	});
	await other.open(deletionOf(team.organization));
	const answers = await Promise.all([end(visitor, team), end(other, team)]);
	for (const { status, body } of answers) {
		expect(status === 303 || body.includes('was deleted'), body).toBe(true);
	}
	expect(await isThere(team)).toEqual([false, false]);
});

test('its address is nobody’s again', async ({ visitor }) => {
	const team = await atThePage(visitor);
	await end(visitor, team);
	const { slug, id, name } = team.organization;
	const namesake = await workosApi.organizations.createOrganization({ name });
	await visitor.signIn(team.admin);
	await join(team.admin, { id: namesake.id, name, slug: '' }, 'admin');
	await visitor.open('/orgs');
	const [row] = await rowsOf('organizations', { id });
	expect(row).toMatchObject({ slug });
	const { body } = await visitor.open('/orgs');
	expect(body).not.toContain(`/orgs/${slug}"`);
});
