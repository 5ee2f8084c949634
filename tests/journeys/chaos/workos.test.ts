import type { Failure, Proxy } from '../../proxy.ts';
import { newProject } from '../session/answers.ts';
import { newAdmin, projectsOf } from '../session/company.ts';
import { letTokensExpire, sessionOf } from '../session/tokens.ts';
import type { Answer, Visitor } from '../session/visitor.ts';
import { expect, note, refreshes, test, times } from './test.ts';

const mint = '/user_management/authenticate';
const away: Failure = { status: 503, body: { message: 'Away' } };

const faults: [what: string, begin: (workos: Proxy) => void][] = [
	['answers slowly @long', (workos) => workos.delay(mint, () => 500 + Math.random() * 1500)],
	['answers every other question with 500 @long', (workos) => workos.fail(everyOther(), 500)],
	['cuts the connection after it rotated the token', (workos) => workos.fail(mint, 'cut', 1)],
	['cuts two connections after it rotated the token', (workos) => workos.fail(mint, 'cut', 2)],
	['is away for a while', (workos) => workos.fail(mint, away, 12)]
];

/** Fits the first call to WorkOS, the third, and so on. */
function everyOther(): RegExp {
	let count = 0;
	const pattern = new RegExp(mint);
	pattern.test = (line) => line.includes(mint) && count++ % 2 === 0;
	return pattern;
}

/** As a page does that asks to be tried again: until there is something else. */
async function openUntilThere(visitor: Visitor, path: string, at: string): Promise<Answer> {
	for (;;) {
		const answer = await visitor.open(path, at);
		if (answer.status !== 503) return answer;
		expect(answer.headers.get('retry-after')).toBe('5');
		expect(answer.body).toContain('you are still signed in');
	}
}

for (const [what, begin] of faults) {
	test(`nobody is signed out, ${times(1, 20)} times, by a WorkOS that ${what}`, async ({
		visitor,
		instances,
		workos,
		bar
	}) => {
		test.setTimeout(15 * 60_000);
		const { person, company } = await newAdmin();
		const { company: foreign } = await newAdmin();
		await visitor.signIn(person);
		const before = sessionOf(visitor);
		for (let round = 0; round < times(1, 20); round++) {
			await letTokensExpire(visitor);
			begin(workos);
			const answers = await Promise.all(
				Array.from({ length: 9 }, (_, index) =>
					openUntilThere(visitor, projectsOf(company), instances[index % 3]!.url)
				)
			);
			for (const answer of answers) {
				note(bar, answer, [foreign]);
				expect(answer.body).toContain(company.project);
			}
			expect(sessionOf(visitor)).toEqual(before);
			workos.restore();
		}
	});
}

test('a WorkOS that wants to be left alone is left alone, and asked once it may be', async ({
	visitor,
	workos,
	bar
}) => {
	const { person, company } = await newAdmin();
	await visitor.signIn(person);
	await letTokensExpire(visitor);
	const busy = { status: 429, headers: { 'retry-after': '3' }, body: { message: 'Too many' } };
	workos.fail(mint, busy, 1);
	workos.clear();
	const first = await visitor.open(projectsOf(company));
	expect(first.status).toBe(503);
	expect(refreshes(workos), 'not tried again at once').toBe(1);

	const asked = workos.calls.at(-1)!.at;
	const answer = await openUntilThere(visitor, projectsOf(company), visitor.url);
	note(bar, answer);
	expect(answer.body).toContain(company.project);
	const calls = workos.calls.filter(({ path }) => path === mint);
	expect(calls).toHaveLength(2);
	expect(calls[1]!.at - asked).toBeGreaterThan(2_900);
});

test('posts that meet a WorkOS that is away are made once, when it is back', async ({
	visitor,
	instances,
	workos,
	bar
}) => {
	const { person, company } = await newAdmin();
	await visitor.signIn(person);
	await letTokensExpire(visitor);
	workos.fail(mint, away);
	const names = instances.map(({ url }) => `Typed at ${new URL(url).port}`);
	for (const [index, name] of names.entries()) {
		const [path, fields] = newProject(company, name);
		const answer = await visitor.post(path, fields, instances[index]!.url);
		note(bar, answer);
		expect(answer.status).toBe(503);
		expect(answer.body).toContain('Nothing was saved yet');
		expect(answer.body).toContain(name);
	}
	workos.restore();
	await Promise.all(
		names.map((name, index) => {
			const [path, fields] = newProject(company, name);
			return visitor.post(path, fields, instances[index]!.url);
		})
	);
	const { body } = await visitor.open(projectsOf(company));
	for (const name of names) {
		bar.tries++;
		if (body.split(`>${name}<`).length > 2) bar.twice++;
		expect(body).toContain(name);
	}
});
