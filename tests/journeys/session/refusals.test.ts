import {
	deactivate,
	join,
	leave,
	membershipOf,
	newPerson,
	service,
	workos as workosApi
} from '../../fixtures.ts';
import type { Failure } from '../../proxy.ts';
import { expectSignIn, expectTypedKept, newProject } from './answers.ts';
import { companyOf, newAdmin, projectsOf } from './company.ts';
import { expect, test } from './test.ts';
import { letTokensExpire, sessionOf, signedAnew, tokensOf } from './tokens.ts';

/*
 * What WorkOS may answer when a token is to be minted, and what each answer comes to.
 */

const mint = '/user_management/authenticate';

/** An answer in the shape of OAuth 2.0, as WorkOS gives most of its refusals. */
function oauth(error: string, more: object = {}): Failure {
	return { status: 400, body: { error, error_description: `Because of ${error}.`, ...more } };
}

for (const [what, refuse] of [
	['revoked', (sid: string) => workosApi.userManagement.revokeSession({ sessionId: sid })],
	[
		'logged out at WorkOS',
		(sid: string) =>
			fetch(workosApi.userManagement.getLogoutUrl({ sessionId: sid }), { redirect: 'manual' })
	]
] as const) {
	test(`a session that was ${what} leads to signing in, and is over here too`, async ({
		visitor,
		workos
	}) => {
		const { person, company } = await newAdmin();
		await visitor.signIn(person);
		const copy = visitor.copy();
		await refuse(sessionOf(visitor).sid);
		expect((await visitor.open(projectsOf(company))).status, 'until its token expires').toBe(200);

		await letTokensExpire(visitor);
		expectSignIn(await visitor.open(projectsOf(company)), projectsOf(company));
		expect([...visitor.cookies().keys()]).toEqual(['orgdeck-signed-out']);
		workos.clear();
		expectSignIn(await copy.open(projectsOf(company)), projectsOf(company));
		expect(workos.calls, 'ended here, so WorkOS need not say it twice').toEqual([]);
	});
}

for (const [code, failure] of [
	['sso_required', oauth('sso_required', { connection_ids: ['conn_1'], email: 'a@b.test' })],
	['mfa_enrollment', oauth('mfa_enrollment')],
	['mfa_enrollment as 403', { status: 403, body: { code: 'mfa_enrollment', message: 'Enroll.' } }],
	['must use SSO', { status: 400, body: { message: 'Must use SSO for selected organization' } }]
] as [string, Failure][]) {
	test(`${code}: leads to WorkOS with the organization, and the session stays`, async ({
		visitor,
		workos,
		app
	}) => {
		const person = await newPerson();
		const [first, strict] = [await companyOf(person), await companyOf(person)];
		await visitor.signIn(person, { organization: first });
		workos.fail(mint, failure);

		const url = expectSignIn(await visitor.open(projectsOf(strict)), projectsOf(strict));
		const start = await visitor.open(url.href);
		expect(new URL(start.location).searchParams.get('organization_id')).toBe(strict.id);

		const [path, fields] = newProject(strict, 'Typed by hand');
		const post = await visitor.post(path, fields);
		expect(post.status).toBe(401);
		expect(post.body).toContain('Typed by hand');
		expect(post.body).toContain(`organization=${strict.id}`);

		expect((await visitor.open(projectsOf(first), app.url)).body).toContain(first.project);
		workos.restore();
		expect((await visitor.open(projectsOf(strict))).body).toContain(strict.project);
	});
}

for (const when of ['with a token for another organization', 'without any token']) {
	test(`somebody who left finds a 404, ${when}, and the mirror hears of it`, async ({
		visitor,
		workos
	}) => {
		const person = await newPerson();
		const [stays, left] = [await companyOf(person), await companyOf(person)];
		await visitor.signIn(person, { organization: stays });
		await visitor.open(projectsOf(left));
		await visitor.open(projectsOf(stays));
		const { id } = await membershipOf(person, left);
		await leave(person, left, { only: 'workos' });

		await letTokensExpire(visitor);
		if (when === 'with a token for another organization') await visitor.open(projectsOf(stays));
		const gone = await visitor.open(projectsOf(left));
		expect(gone.status).toBe(404);
		expect(gone.body).toContain('There is no organization at this address');
		expect(gone.body).not.toContain(left.project);
		expect((await visitor.open(projectsOf(stays))).body).toContain(stays.project);
		expect((await visitor.open('/orgs')).body).not.toContain(left.name);

		workos.clear();
		expect((await visitor.open(projectsOf(left))).status).toBe(404);
		expect(
			workos.calls.filter(({ path }) => path === mint),
			'not asked again'
		).toEqual([]);

		const { data: again } = await service
			.rpc('mirror_put_membership', {
				id,
				org_id: left.id,
				user_id: person.id,
				roles: ['admin'],
				status: 'active',
				created_at: new Date().toISOString(),
				updated_at: new Date().toISOString()
			})
			.throwOnError();
		expect(again, 'late news of the membership').toBe('gone');
	});
}

test('somebody who is paused reads so, and whom to ask, also once their token has expired', async ({
	visitor
}) => {
	const person = await newPerson();
	const [stays, paused] = [await companyOf(person), await companyOf(person)];
	await visitor.signIn(person, { organization: stays });
	await visitor.open(projectsOf(paused));
	await letTokensExpire(visitor);
	await visitor.open(projectsOf(paused));
	// Last, since WorkOS ends a session whose own organization is the paused one.
	await visitor.open(projectsOf(stays));
	const admin = await newPerson({ firstName: 'Alex' });
	await join(admin, paused, 'admin');
	await deactivate(person, paused);

	for (const when of ['with a token for it', 'without one']) {
		const told = await visitor.open(projectsOf(paused));
		expect(told.status, when).toBe(403);
		expect(told.body, when).toContain(`Your membership of ${paused.name} is paused`);
		expect(told.body, when).toContain(`Ask Alex ${admin.lastName} to let you in again.`);
		expect(told.body, when).not.toContain(paused.project);
		expect(told.body, when).toMatch(new RegExp(`href="[./]*orgs/${stays.slug}"`));
		const post = await visitor.post(...newProject(paused, 'Typed by hand'));
		expect(post.status, when).toBe(403);
		expect(post.body, when).toContain('Typed by hand');
		await letTokensExpire(visitor);
	}
	expect((await visitor.open(projectsOf(stays))).status).toBe(200);
	const all = (await visitor.open('/orgs')).body;
	expect(all).toContain(`Ask Alex ${admin.lastName} to let you in again.`);
	expect(all).toContain(`orgs/${stays.slug}"`);
	expect(all).not.toContain(`orgs/${paused.slug}"`);
});

test('somebody who is paused in their only organization reads so after signing in again', async ({
	visitor
}) => {
	const { person, company } = await newAdmin();
	await visitor.signIn(person);
	await deactivate(person, company);
	await letTokensExpire(visitor);
	expectSignIn(await visitor.open(projectsOf(company)), projectsOf(company));

	await visitor.signIn(person, { returnTo: projectsOf(company) });
	const told = await visitor.open(projectsOf(company));
	expect(told.status).toBe(403);
	expect(told.body).toContain(`Your membership of ${company.name} is paused`);
	expect(told.body).toContain('Ask an admin of it to let you in again.');
	const { body } = await visitor.open('/orgs');
	expect(body).toContain(company.name);
	expect(body).not.toContain('You are not in an organization yet');
});

test('nobody else reads that somebody is paused', async ({ visitor }) => {
	const { person, company } = await newAdmin();
	await deactivate(person, company);
	const other = await newAdmin();
	await visitor.signIn(other.person);
	const answer = await visitor.open(projectsOf(company));
	expect(answer.status).toBe(404);
	expect(answer.body).not.toContain(company.name);
});

test('an organization that WorkOS deleted is a 404', async ({ visitor }) => {
	const person = await newPerson();
	const [stays, deleted] = [await companyOf(person), await companyOf(person)];
	await visitor.signIn(person, { organization: deleted });
	await visitor.open(projectsOf(deleted));
	await workosApi.organizations.deleteOrganization(deleted.id);
	await letTokensExpire(visitor);
	expect((await visitor.open(projectsOf(deleted))).status).toBe(404);
	expect((await visitor.open(projectsOf(stays))).status).toBe(200);
	expect((await visitor.open('/orgs')).body).not.toContain(deleted.name);
});

test('a token that WorkOS finds too big to sign is named as the cause', async ({
	visitor,
	workos
}) => {
	const person = await newPerson();
	const [first, big] = [await companyOf(person), await companyOf(person)];
	await visitor.signIn(person, { organization: first });
	workos.fail(mint, oauth('token_too_big'));
	const answer = await visitor.open(projectsOf(big));
	expect(answer.status).toBe(500);
	expect(answer.body).toContain('Your access token is too large');
	expect((await visitor.open(projectsOf(first))).status).toBe(200);
});

test('a token that no browser would keep is named as the cause, and other organizations work', async ({
	visitor,
	workos
}) => {
	const person = await newPerson();
	const [first, big] = [await companyOf(person), await companyOf(person)];
	await visitor.signIn(person, { organization: first });
	const permissions = Array.from({ length: 300 }, (_, index) => `reports:read:${index}`);
	const token = tokensOf(visitor).get(first.id) ?? '';
	const access_token = await signedAnew(token, { org_id: big.id, permissions });
	const user = await workosApi.userManagement.getUser(person.id);
	const granted = { user, access_token, refresh_token: 'not used', organization_id: big.id };
	workos.fail(mint, { status: 200, body: granted });

	for (const pages of ['minted', 'remembered']) {
		const answer = await visitor.open(projectsOf(big));
		expect(answer.status, pages).toBe(500);
		expect(answer.body, pages).toContain('Your access token is too large');
	}
	expect([...tokensOf(visitor).keys()]).toEqual([first.id]);
	visitor.dropCookies(/token/);
	expect((await visitor.open('/orgs')).body).toContain(first.name);
	expect((await visitor.open(projectsOf(first))).body).toContain(first.project);
});

for (const [what, failure] of [
	['is asked too often', { status: 429, body: { message: '' } }],
	['breaks', 500],
	['answers no JSON', { status: 502, body: '<html>' }],
	['drops the connection', 'cut']
] as [string, Failure][]) {
	test(`while WorkOS ${what}, a page that needs a token asks to be tried again`, async ({
		visitor,
		workos
	}) => {
		const { person, company } = await newAdmin();
		await visitor.signIn(person);
		const before = sessionOf(visitor);
		await letTokensExpire(visitor);
		workos.fail(mint, failure);

		const answer = await visitor.open(projectsOf(company));
		expect(answer.status).toBe(503);
		expect(answer.headers.get('retry-after')).toBe('5');
		expect(answer.body).toContain('you are still signed in');
		const form = newProject(company, 'Typed by hand');
		await expectTypedKept(visitor, form);

		workos.restore();
		expect((await visitor.open(projectsOf(company))).body).toContain(company.project);
		expect(sessionOf(visitor)).toEqual(before);
		expect((await visitor.post(...form)).status).toBe(303);
	});
}

test('WorkOS’ silence is borne for two attempts, and then asks to be tried again @long', async ({
	visitor,
	workos
}) => {
	const { person, company } = await newAdmin();
	await visitor.signIn(person);
	await letTokensExpire(visitor);
	workos.fail(mint, 'hang', 2);
	workos.clear();
	const answer = await visitor.open(projectsOf(company));
	expect(answer.status).toBe(503);
	expect(workos.calls).toHaveLength(2);
	expect((await visitor.open(projectsOf(company))).status).toBe(200);
});

test('an API key that WorkOS does not take is a fault of ours, and signs nobody out', async ({
	visitor,
	workos
}) => {
	const { person, company } = await newAdmin();
	await visitor.signIn(person);
	await letTokensExpire(visitor);
	workos.fail(mint, oauth('invalid_client'));
	const answer = await visitor.open(projectsOf(company));
	expect(answer.status).toBe(500);
	expect(answer.body).toContain('Whoever runs it finds the reason in its log.');
	expect(answer.body).not.toContain('WORKOS_API_KEY');
	workos.restore();
	expect((await visitor.open(projectsOf(company))).status).toBe(200);
});

test('a token for another organization than the one asked for is never used for this one', async ({
	visitor,
	workos
}) => {
	const person = await newPerson();
	const [home, one, other] = [
		await companyOf(person),
		await companyOf(person),
		await companyOf(person)
	];
	await visitor.signIn(person, { organization: home });
	await visitor.open(projectsOf(one));
	await visitor.open(projectsOf(other));
	// The second time the session knows which organization that address means.
	for (let time = 0; time < 2; time++) {
		await letTokensExpire(visitor);
		await visitor.open(projectsOf(home));
	}
	// WorkOS did both attempts' work for the first organization, and its answers got lost. Within
	// half a minute it gives that same answer again, whichever organization is asked for.
	workos.fail(mint, 'cut', 2);
	expect((await visitor.open(projectsOf(one))).status).toBe(503);
	workos.clear();
	const answer = await visitor.open(projectsOf(other));
	expect(answer.body).toContain(other.project);
	expect(answer.body).not.toContain(one.project);
	expect(workos.calls).toHaveLength(2);
	workos.clear();
	expect((await visitor.open(projectsOf(one))).body).toContain(one.project);
	expect(workos.calls, 'kept for its own organization').toHaveLength(0);
});
