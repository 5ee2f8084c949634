import { newPerson } from '../../fixtures.ts';
import { companyOf, newAdmin, projectsOf } from '../session/company.ts';
import { letTokensExpire, sessionOf } from '../session/tokens.ts';
import { Visitor } from '../session/visitor.ts';
import { expect, note, refreshes, test, times } from './test.ts';

const rounds = times(1, 100);

for (const [words, count] of [
	['one instance', 1],
	['three instances', 3]
] as const) {
	test(`50 requests with an expired token, over ${words}, refresh it once, ${rounds} times${count === 1 ? ' @long' : ''}`, async ({
		visitor,
		instances,
		workos,
		bar
	}) => {
		test.setTimeout(30 * 60_000);
		const { person, company } = await newAdmin();
		const { company: foreign } = await newAdmin();
		await visitor.signIn(person);
		const before = sessionOf(visitor);

		for (let round = 0; round < rounds; round++) {
			await letTokensExpire(visitor);
			workos.clear();
			const answers = await Promise.all(
				Array.from({ length: 50 }, (_, index) => {
					const at = instances[index % count]!.url;
					// As many tabs do: some open a page, most go from one to the next.
					const path = projectsOf(company) + (index % 5 ? '/__data.json' : '');
					return visitor.ask(path, { at });
				})
			);
			for (const answer of answers) {
				note(bar, answer, [foreign]);
				expect(answer.status).toBe(200);
				expect(answer.body).toContain(company.project);
			}
			expect(refreshes(workos), `round ${round}`).toBe(1);
		}
		expect(sessionOf(visitor)).toEqual(before);
	});
}

test(`four tabs on four organizations share a session, ${times(1, 50)} times over`, async ({
	visitor,
	instances,
	workos,
	bar
}) => {
	test.setTimeout(15 * 60_000);
	const person = await newPerson();
	const companies = [
		await companyOf(person),
		await companyOf(person),
		await companyOf(person),
		await companyOf(person)
	];
	await visitor.signIn(person, { organization: companies[0] });
	// One more than a browser carries tokens for.
	for (let round = 0; round < times(1, 50); round++) {
		await letTokensExpire(visitor);
		workos.clear();
		for (let view = 0; view < 3; view++) {
			const answers = await Promise.all(
				companies.map((company, tab) =>
					visitor.open(projectsOf(company), instances[(tab + view) % 3]!.url)
				)
			);
			for (const [tab, answer] of answers.entries()) {
				const own = companies[tab]!;
				note(
					bar,
					answer,
					companies.filter((company) => company !== own)
				);
				expect(answer.status).toBe(200);
				expect(answer.body).toContain(own.project);
			}
		}
		expect(refreshes(workos), `round ${round}`).toBe(4);
	}
});

test('people who share nothing refresh beside each other', async ({ instances, workos, bar }) => {
	const crowd = await Promise.all(
		Array.from({ length: times(3, 12) }, async (_, index) => {
			const { person, company } = await newAdmin();
			const visitor = new Visitor(instances[index % 3]!.url);
			await visitor.signIn(person);
			await letTokensExpire(visitor);
			return { visitor, company };
		})
	);
	workos.clear();
	const views = crowd.flatMap(({ visitor, company }) =>
		instances.map(async ({ url }) => ({
			company,
			answer: await visitor.open(projectsOf(company), url)
		}))
	);
	for (const { company, answer } of await Promise.all(views)) {
		const others = crowd.map((one) => one.company).filter((other) => other !== company);
		note(bar, answer, others);
		expect(answer.body).toContain(company.project);
	}
	expect(refreshes(workos)).toBe(crowd.length);
});
