import { newPerson } from '../../fixtures.ts';
import { companyOf, projectsOf } from './company.ts';
import type { Company } from './company.ts';
import { expect, test } from './test.ts';
import { letTokensExpire } from './tokens.ts';

const rounds = process.env.ORGDECK_LONG ? 200 : 50;

/** The same numbers from 0 to 1 in each run (mulberry32). */
function seeded(seed: number): () => number {
	return () => {
		seed = (seed + 0x6d2b79f5) | 0;
		let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

test(`tabs on two organizations wake up together ${rounds} times, over two instances`, async ({
	visitor,
	app,
	twin,
	workos,
	data
}) => {
	const person = await newPerson();
	const [one, other] = [await companyOf(person), await companyOf(person)];
	await visitor.signIn(person, { organization: one });

	const random = seeded(20260101);
	// Answers come in any order, and some never: WorkOS did its work and the connection broke.
	workos.delay('/authenticate', () => random() * 8);
	data.delay('/rest/v1/', () => random() * 3);
	visitor.delay = () => random() * 8;

	async function look(here: Company, elsewhere: Company): Promise<void> {
		const at = random() < 0.5 ? app.url : twin.url;
		const answer = await visitor.ask(`${projectsOf(here)}/__data.json`, { at });
		expect(answer.status).toBe(200);
		expect(answer.body).not.toContain('"redirect"');
		expect(answer.body).toContain(here.project);
		expect(answer.body).not.toContain(elsewhere.project);
	}

	for (let round = 0; round < rounds; round++) {
		await letTokensExpire(visitor);
		if (round % 10 === 0) workos.fail('/authenticate', 'cut', 1);
		const tabs = [() => look(one, other), () => look(other, one)];
		await Promise.all((random() < 0.5 ? tabs : tabs.toReversed()).map((tab) => tab()));
	}
	expect(workos.calls.filter(({ path }) => path.endsWith('/authenticate')).length).toBeGreaterThan(
		rounds
	);
});
