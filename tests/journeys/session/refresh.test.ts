import { companyOf, newAdmin, projectsOf } from './company.ts';
import { newPerson } from '../../fixtures.ts';
import type { Proxy } from '../../proxy.ts';
import { expect, test } from './test.ts';
import { claimsOf, letTokensExpire, tokensOf } from './tokens.ts';

function refreshes({ calls }: Proxy): number {
	return calls.filter(({ path }) => path === '/user_management/authenticate').length;
}

for (const instances of ['one instance', 'two instances']) {
	test(`20 requests with an expired token, over ${instances}, refresh it once`, async ({
		visitor,
		app,
		twin,
		workos
	}) => {
		const { person, company } = await newAdmin();
		await visitor.signIn(person);
		await letTokensExpire(visitor);
		workos.clear();

		const others = instances === 'one instance' ? app : twin;
		const answers = await Promise.all(
			Array.from({ length: 20 }, (_, index) =>
				visitor.open(projectsOf(company), (index % 2 ? others : app).url)
			)
		);

		for (const answer of answers) {
			expect(answer.status).toBe(200);
			expect(answer.body).toContain(company.project);
		}
		expect(refreshes(workos)).toBe(1);
		expect((await visitor.open(projectsOf(company))).status).toBe(200);
	});
}

test('a mint adds at most three calls to the Data API', async ({ visitor, workos, data }) => {
	const person = await newPerson();
	const [first, second] = [await companyOf(person), await companyOf(person)];
	await visitor.signIn(person, { organization: first });
	await visitor.open(projectsOf(first));
	data.clear();
	await visitor.open(projectsOf(first));
	const usual = data.calls.length;

	for (const organization of [second, first, second, first]) {
		data.clear();
		workos.clear();
		expect((await visitor.open(projectsOf(organization))).body).toContain(organization.project);
		expect(refreshes(workos)).toBe(1);
		expect(data.calls.length - usual).toBeLessThanOrEqual(3);
		await letTokensExpire(visitor);
	}
});

test('a token is kept in the browser for as long as it lives, out of scripts’ reach', async ({
	visitor
}) => {
	const { person, company } = await newAdmin();
	const callback = await visitor.authorize(person);
	const answer = await visitor.open(callback);

	const line = answer.headers.getSetCookie().find((one) => one.includes(`token-${company.id}=`));
	const token = tokensOf(visitor).get(company.id) ?? '';
	const life = Number(line?.match(/Max-Age=(\d+)/)?.[1]);
	expect(Math.abs(claimsOf(token).exp - Date.now() / 1000 - life)).toBeLessThan(5);
	for (const cookie of answer.headers.getSetCookie()) {
		expect(cookie).toMatch(/; Path=\//);
		expect(cookie).toMatch(/; HttpOnly/);
		expect(cookie).toMatch(/; SameSite=Lax/);
	}
});
