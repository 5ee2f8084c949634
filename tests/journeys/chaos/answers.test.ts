import { newPerson, unique } from '../../fixtures.ts';
import { newProject } from '../session/answers.ts';
import { companyOf, newAdmin, projectsOf } from '../session/company.ts';
import { letTokensExpire, sessionOf, tokensOf } from '../session/tokens.ts';
import { expect, isSignIn, note, refreshes, test, times } from './test.ts';

/*
 * What reaches the browser late, in another order than it was asked for, or not at all.
 */

test(`answers that arrive in reverse order leave a session as good as before, ${times(2, 30)} times`, async ({
	visitor,
	instances,
	data,
	workos,
	bar
}) => {
	const person = await newPerson();
	const companies = [await companyOf(person), await companyOf(person)] as const;
	await visitor.signIn(person, { organization: companies[0] });
	const before = sessionOf(visitor);
	for (let round = 0; round < times(2, 30); round++) {
		await letTokensExpire(visitor);
		workos.clear();
		const hold = data.hold('/rest/v1/projects?');
		const views = Array.from({ length: 6 }, (_, index) =>
			visitor.open(projectsOf(companies[index % 2]!), instances[index % 3]!.url)
		);
		await hold.waiting(6);
		await hold.release('last-in');
		for (const [index, answer] of (await Promise.all(views)).entries()) {
			note(bar, answer, [companies[(index + 1) % 2]!]);
			expect(answer.body).toContain(companies[index % 2]!.project);
		}
		for (const [index, company] of companies.entries()) {
			const answer = await visitor.open(projectsOf(company));
			note(bar, answer, [companies[1 - index]!]);
			expect(answer.body).toContain(company.project);
		}
		expect(refreshes(workos), 'one for each organization').toBe(2);
	}
	expect(sessionOf(visitor)).toEqual(before);
});

test(`a preload that the browser gives up on keeps its token, ${times(2, 20)} times`, async ({
	visitor,
	instances,
	workos,
	bar
}) => {
	const { person, company } = await newAdmin();
	await visitor.signIn(person);
	for (let round = 0; round < times(2, 20); round++) {
		await letTokensExpire(visitor);
		workos.clear();
		const preload = new AbortController();
		const hold = workos.hold('/user_management/authenticate');
		const given = visitor.ask(`${projectsOf(company)}/__data.json`, { signal: preload.signal });
		await hold.waiting();
		preload.abort();
		await expect(given).rejects.toThrow();
		await hold.release();

		// WorkOS gave the token, and nobody was there to take it home.
		const answer = await visitor.open(projectsOf(company), instances[round % 3]!.url);
		note(bar, answer);
		expect(answer.body).toContain(company.project);
		expect(refreshes(workos), `round ${round}`).toBe(1);
	}
});

test(`signing out while other tabs post saves what was answered, and nothing after it, ${times(2, 50)} times`, async ({
	visitor,
	instances,
	bar
}) => {
	test.setTimeout(15 * 60_000);
	const { person, company } = await newAdmin();
	const posted: { name: string; saved: boolean }[] = [];
	for (let round = 0; round < times(2, 50); round++) {
		await visitor.signIn(person);
		if (round % 2) await letTokensExpire(visitor);
		const tabs = visitor.copy();
		const copy = visitor.copy();
		const posts = Array.from({ length: 4 }, async (_, index) => {
			const name = `Posted ${unique()}`;
			await new Promise((resume) => setTimeout(resume, index * Math.random() * 20));
			const answer = await tabs.post(...newProject(company, name), instances[index % 3]!.url);
			expect([303, 401], answer.body).toContain(answer.status);
			const saved = answer.status === 303 && !isSignIn(answer);
			if (!saved) expect(answer.body).toContain(name);
			posted.push({ name, saved });
		});
		await new Promise((resume) => setTimeout(resume, Math.random() * 60));
		await visitor.signOut();
		bar.tries++;
		for (const { url } of instances) {
			if (!isSignIn(await copy.copy().open(projectsOf(company), url))) bar.in++;
		}
		await Promise.all(posts);
	}

	await visitor.signIn(person);
	for (const { name, saved } of posted) {
		const { body } = await visitor.open(`${projectsOf(company)}?q=${encodeURIComponent(name)}`);
		const found = body.split(`>${name}<`).length - 1;
		if (found > 1) bar.twice++;
		if (saved && !found) bar.lost++;
		if (!saved && found) bar.in++;
	}
	expect(posted).toHaveLength(4 * times(2, 50));
	expect(tokensOf(visitor).size).toBeGreaterThan(0);
});
