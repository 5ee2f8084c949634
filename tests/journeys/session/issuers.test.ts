import { newPerson } from '../../fixtures.ts';
import { startApp } from '../../app.ts';
import { stack } from '../../stack.ts';
import { expectSignIn } from './answers.ts';
import { companyOf, newAdmin, projectsOf } from './company.ts';
import { expect, test } from './test.ts';
import { claimsOf, letTokensExpire, tokensOf } from './tokens.ts';
import { Visitor } from './visitor.ts';

interface Application {
	client_id: string;
	api_key: string;
	issuer: string;
}

/** Another application of the same WorkOS environment. */
async function newApplication(issuer: string): Promise<Application> {
	const answer = await fetch(new URL('/_test/applications', stack.env.WORKOS_API_URL), {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ issuer })
	});
	return (await answer.json()) as Application;
}

/** The variables of an app for this application; a custom domain takes the place of WorkOS' host. */
function settingsFor(form: string, { client_id, api_key, issuer }: Application) {
	const url = new URL(stack.env.WORKOS_API_URL);
	if (form === 'custom') url.hostname = 'localhost';
	return {
		WORKOS_CLIENT_ID: client_id,
		WORKOS_API_KEY: api_key,
		WORKOS_ISSUER: issuer,
		WORKOS_API_URL: url.origin
	};
}

for (const [form, expected] of [
	['client', /^http:\/\/127\.0\.0\.1:\d+\/user_management\/client_\w+$/],
	['bare', /^http:\/\/127\.0\.0\.1:\d+$/],
	['custom', /^http:\/\/localhost:\d+\/user_management\/client_\w+$/]
] as const) {
	test(`signing in, switching, renewing and signing out work under a ${form} issuer`, async () => {
		const application = await newApplication(form);
		expect(application.issuer).toMatch(expected);
		const app = await startApp({ env: settingsFor(form, application) });
		try {
			const person = await newPerson();
			const [one, other] = [await companyOf(person), await companyOf(person)];
			const visitor = new Visitor(app.url);
			await visitor.signIn(person, { organization: one });
			const token = tokensOf(visitor).get(one.id) ?? '';
			expect(claimsOf(token)).toMatchObject({
				iss: application.issuer,
				client_id: application.client_id
			});

			expect((await visitor.open(projectsOf(one))).body).toContain(one.project);
			expect((await visitor.open(projectsOf(other))).body).toContain(other.project);
			await letTokensExpire(visitor);
			expect((await visitor.open(projectsOf(one))).body).toContain(one.project);

			const left = await visitor.signOut();
			expect(new URL(left.location).origin).toBe(settingsFor(form, application).WORKOS_API_URL);
			const back = await fetch(left.location, { redirect: 'manual' });
			expect(back.headers.get('location')).toBe(`${app.url}/`);
			expectSignIn(await visitor.open(projectsOf(one)), projectsOf(one));
		} finally {
			await app.stop();
		}
	});
}

test('a wrong issuer lets nobody in, and the log says which variable is wrong', async () => {
	const { person, company } = await newAdmin();
	const app = await startApp({ env: { WORKOS_ISSUER: 'https://api.workos.com' } });
	try {
		const visitor = new Visitor(app.url);
		const answer = await visitor.signIn(person);
		expect(answer.status).toBe(500);
		expect(answer.body).toContain('Orgdeck is not set up yet');
		expect(answer.body).not.toContain('WORKOS_ISSUER');
		await expect
			.poll(app.log)
			.toContain('WORKOS_ISSUER is https://api.workos.com, but WorkOS signs');
		expectSignIn(await visitor.open(projectsOf(company)), projectsOf(company));
	} finally {
		await app.stop();
	}
});

test('without a configured issuer, and with several, the right ones are let in', async () => {
	const { person, company } = await newAdmin();
	for (const issuer of ['', `https://api.workos.com, ${stack.env.WORKOS_ISSUER}`]) {
		const app = await startApp({ env: { WORKOS_ISSUER: issuer } });
		try {
			const visitor = new Visitor(app.url);
			await visitor.signIn(person);
			expect((await visitor.open(projectsOf(company))).status, issuer).toBe(200);
		} finally {
			await app.stop();
		}
	}
});
