import { changeRoles, deactivate, join, leave, newPerson } from '../../fixtures.ts';
import { saidByMirror, saidByWorkos } from '../../mirror/truth.ts';
import { companyOf, newAdmin, projectsOf } from './company.ts';
import type { Company } from './company.ts';
import { expect, test } from './test.ts';
import { letTokensExpire } from './tokens.ts';

/*
 * News of a membership never came. Whoever gets a token of WorkOS that says otherwise has the mirror
 * put right by that, at once.
 */

async function expectEqual({ id }: Company): Promise<void> {
	expect(await saidByMirror(id, [])).toEqual(await saidByWorkos(id, []));
}

test('a sign-in brings what was joined, and ends what was left', async ({ visitor }) => {
	const person = await newPerson();
	const [{ company: left }, { company: joined }, { company: promoted }] = await Promise.all([
		newAdmin(),
		newAdmin(),
		newAdmin()
	]);
	await join(person, left);
	await join(person, promoted);
	await leave(person, left, { only: 'workos' });
	await join(person, joined, 'member', { only: 'workos' });
	await changeRoles(person, promoted, 'admin', { only: 'workos' });
	await visitor.signIn(person, { organization: joined });
	for (const company of [left, joined, promoted]) await expectEqual(company);
	expect((await visitor.open(projectsOf(joined))).body).toContain(joined.project);
	expect((await visitor.open(projectsOf(left))).status).toBe(404);
});

test('a switch to another organization brings the role there', async ({ visitor }) => {
	const person = await newPerson();
	const first = await companyOf(person);
	const { company: second } = await newAdmin();
	await join(person, second);
	await visitor.signIn(person, { organization: first });
	await changeRoles(person, second, 'admin', { only: 'workos' });
	const page = await visitor.open(projectsOf(second));
	expect(page.body).toContain('/projects/new"');
	await expectEqual(second);
});

test('a refresh lets somebody in again who was paused only here', async ({ visitor }) => {
	const person = await newPerson();
	const company = await companyOf(person);
	await visitor.signIn(person, { organization: company });
	await deactivate(person, company, { only: 'mirror' });
	expect((await visitor.open(projectsOf(company))).status).toBe(403);
	// What WorkOS says after that is later than what the mirror has.
	await changeRoles(person, company, 'member', { only: 'workos' });
	await changeRoles(person, company, 'admin', { only: 'workos' });
	await letTokensExpire(visitor);
	expect((await visitor.open(projectsOf(company))).body).toContain(company.project);
	await expectEqual(company);
});
