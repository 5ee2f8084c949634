import { newAdmin, projectsOf } from '../session/company.ts';
import { letTokensExpire, sessionOf } from '../session/tokens.ts';
import { expect, note, refreshes, test } from './test.ts';

const mint = '/user_management/authenticate';

for (const [when, begin] of [
	['before WorkOS heard of it', 'hang'],
	['after WorkOS gave the token', 'hold']
] as const) {
	test(`an instance that is killed while it holds the lease, ${when}, signs nobody out @long`, async ({
		visitor,
		instances,
		start,
		workos,
		bar
	}) => {
		const doomed = await start();
		const { person, company } = await newAdmin();
		const { company: foreign } = await newAdmin();
		await visitor.signIn(person);
		const before = sessionOf(visitor);
		await letTokensExpire(visitor);
		workos.clear();
		const hold = begin === 'hold' ? workos.hold(mint) : null;
		if (!hold) workos.fail(mint, 'hang', 1);
		const lost = visitor.open(projectsOf(company), doomed.url);
		lost.catch(() => {});
		await (hold ? hold.waiting() : expect.poll(() => refreshes(workos)).toBe(1));
		await doomed.kill();
		await expect(lost).rejects.toThrow();
		workos.restore();

		// Its lease runs out while WorkOS still gives the same token again.
		const answers = await Promise.all(
			instances.flatMap(({ url }) => [
				visitor.open(projectsOf(company), url),
				visitor.open(`/orgs/${company.slug}/tasks`, url)
			])
		);
		for (const answer of answers) {
			note(bar, answer, [foreign]);
			expect(answer.status).toBe(200);
		}
		expect(refreshes(workos)).toBe(2);
		expect(sessionOf(visitor)).toEqual(before);
		await letTokensExpire(visitor);
		expect((await visitor.open(projectsOf(company))).body).toContain(company.project);
	});
}

test('a database that is away once WorkOS gave the token loses neither token nor session', async ({
	visitor,
	app,
	twin,
	workos,
	data,
	bar
}) => {
	const { person, company } = await newAdmin();
	await visitor.signIn(person);
	const before = sessionOf(visitor);
	await letTokensExpire(visitor);
	workos.clear();
	const hold = workos.hold(mint);
	const view = visitor.open(projectsOf(company), app.url);
	await hold.waiting();
	data.fail('/rest/v1/', 503);
	await hold.release();
	for (const answer of [await view, await visitor.open(projectsOf(company), twin.url)]) {
		note(bar, answer);
		expect(answer.status).toBe(503);
	}
	// From now on WorkOS would not give it a second time, as half a minute later.
	workos.fail(mint, { status: 400, body: { error: 'invalid_grant' } });
	data.restore();

	const answer = await visitor.open(projectsOf(company), app.url);
	note(bar, answer);
	expect(answer.body).toContain(company.project);
	expect(sessionOf(visitor)).toEqual(before);

	// It was stored, for the other instances too.
	visitor.dropCookies(/token/);
	await expect
		.poll(async () => {
			const elsewhere = await visitor.copy().open(projectsOf(company), twin.url);
			note(bar, elsewhere);
			return elsewhere.body;
		})
		.toContain(company.project);
	expect(refreshes(workos)).toBe(1);
	workos.restore();
	await letTokensExpire(visitor);
	expect((await visitor.open(projectsOf(company), twin.url)).body).toContain(company.project);
});
