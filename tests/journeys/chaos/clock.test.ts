import type { App } from '../../app.ts';
import type { Runtime } from '../../instance.ts';
import { stack } from '../../stack.ts';
import { newProject } from '../session/answers.ts';
import { newAdmin, projectsOf } from '../session/company.ts';
import { ago, letTokensExpire, sessionOf, signedAnew, tokensOf } from '../session/tokens.ts';
import { Visitor } from '../session/visitor.ts';
import { expect, note, refreshes, test, times } from './test.ts';

/** Where the clock is right and where it is wrong, which may be the same place at another time. */
interface Places {
	right: string;
	wrong: string;
	app: App;
	goWrong(): Promise<void>;
	goRight(): Promise<void>;
}

type Start = (env: Record<string, string>) => Promise<App>;

/**
 * An instance whose clock is ahead of WorkOS', or behind it. On Node it is its own that is wrong. A
 * worker has none to set, so there WorkOS has another time for this one application.
 */
async function placesOf(runtime: Runtime, start: Start, near: App, ahead: number): Promise<Places> {
	if (runtime === 'node') {
		const preload = new URL('./clock.js', import.meta.url).href;
		const env = { NODE_OPTIONS: `--import=${preload}`, CLOCK_AHEAD: String(ahead) };
		const app = await start(env);
		const nothing = async () => {};
		return { right: near.url, wrong: app.url, app, goWrong: nothing, goRight: nothing };
	}
	const { client_id, issuer } = await application({ clock_ahead: 0 });
	const app = await start({ WORKOS_CLIENT_ID: client_id, WORKOS_ISSUER: issuer });
	return {
		...{ right: app.url, wrong: app.url, app },
		goWrong: async () => void (await application({ client_id, clock_ahead: -ahead })),
		goRight: async () => void (await application({ client_id, clock_ahead: 0 }))
	};
}

async function application(body: object): Promise<{ client_id: string; issuer: string }> {
	const answer = await fetch(new URL('/_test/applications', stack.env.WORKOS_API_URL), {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(body)
	});
	expect(answer.ok).toBe(true);
	return answer.json();
}

for (const ahead of [25, -25]) {
	const where = ahead > 0 ? 'ahead' : 'behind';

	test(`nobody notices a clock that is 25 seconds ${where}${ahead > 0 ? ' @long' : ''}`, async ({
		app: near,
		start,
		runtime,
		workos,
		bar
	}) => {
		const { app, goWrong } = await placesOf(runtime, start, near, ahead);
		await goWrong();
		const { person, company } = await newAdmin();
		const { company: foreign } = await newAdmin();
		const visitor = new Visitor(app.url);
		expect((await visitor.signIn(person)).status).toBe(303);
		for (let round = 0; round < times(2, 10); round++) {
			workos.clear();
			const answers = await Promise.all(
				Array.from({ length: 10 }, () => visitor.open(projectsOf(company)))
			);
			for (const answer of answers) {
				note(bar, answer, [foreign]);
				expect(answer.status).toBe(200);
				expect(answer.body).toContain(company.project);
			}
			expect(refreshes(workos)).toBe(round && 1);
			expect((await visitor.post(...newProject(company, `Round ${round}`))).status).toBe(303);
			await letTokensExpire(visitor);
		}
	});
}

test('nobody notices the last seconds of a token where the clock is 25 seconds behind', async ({
	app: near,
	start,
	runtime,
	visitor,
	bar
}) => {
	test.skip(runtime === 'workerd', 'its clock is the machine’s');
	const { app } = await placesOf(runtime, start, near, -25);
	const { person, company } = await newAdmin();
	await visitor.signIn(person);
	const token = tokensOf(visitor).get(company.id) ?? '';
	// Over for everybody else, and for this instance good for some seconds more.
	const last = await signedAnew(token, { iat: ago(310), exp: ago(10) });
	visitor.setCookie(`orgdeck-token-${company.id}`, last);
	const answer = await visitor.open(projectsOf(company), app.url);
	note(bar, answer);
	expect(answer.body).toContain(company.project);
	expect(tokensOf(visitor).get(company.id), 'not minted anew').toBe(last);
});

for (const ahead of [60, -60, 600]) {
	const words = `${Math.abs(ahead)} seconds ${ahead > 0 ? 'ahead' : 'behind'}`;

	test(`a clock that is ${words} is named on a page, and signs nobody out${ahead > 0 ? ' @long' : ''}`, async ({
		app: near,
		start,
		runtime,
		workos,
		bar
	}) => {
		const places = await placesOf(runtime, start, near, ahead);
		const { right, wrong } = places;
		const { person, company } = await newAdmin();
		const here = new Visitor(right);
		await here.signIn(person);
		const before = sessionOf(here);
		await letTokensExpire(here);
		await places.goWrong();
		workos.clear();
		const named = new RegExp(
			`The clock of this server is (5\\d|6[0-2]|59\\d|60[0-2]) seconds ${ahead > 0 ? 'ahead of' : 'behind'} \\w+`
		);
		for (const path of [projectsOf(company), `/orgs/${company.slug}`, '/orgs']) {
			const answer = await here.open(path, wrong);
			note(bar, answer);
			expect(answer.status, path).toBe(503);
			expect(answer.body, path).toContain('A clock is wrong');
			expect(answer.body, path).toMatch(named);
			expect(answer.headers.getSetCookie().join(), path).not.toContain('session');
		}
		const [path, fields] = newProject(company, 'Typed by hand');
		const post = await here.post(path, fields, wrong);
		expect(post.status).toBe(503);
		expect(post.body).toContain('A clock is wrong');
		expect(post.body).toContain('Typed by hand');
		// It knows by the database's clock, and where only WorkOS' differs asks once for each request.
		expect(refreshes(workos)).toBe(runtime === 'node' ? 0 : 4);
		expect(sessionOf(here)).toEqual(before);
		await expect.poll(places.app.log).toMatch(/The clock of this instance is \d+ seconds/);

		// Somebody new is not let in half, either.
		const stranger = new Visitor(wrong);
		const callback = await stranger.signIn(person);
		expect(callback.status).toBe(503);
		expect(callback.body).toContain('A clock is wrong');

		await places.goRight();
		const answer = await here.open(projectsOf(company), right);
		note(bar, answer);
		expect(answer.body, 'where the clock is right').toContain(company.project);
	});
}

test('a token that is over is named the clock’s fault where only the clock thinks it lives', async ({
	app: near,
	start,
	runtime,
	visitor,
	bar
}) => {
	test.skip(runtime === 'workerd', 'its clock is the machine’s');
	const { app } = await placesOf(runtime, start, near, -60);
	const { person, company } = await newAdmin();
	await visitor.signIn(person);
	const token = tokensOf(visitor).get(company.id) ?? '';
	const over = await signedAnew(token, { iat: ago(340), exp: ago(40) });
	visitor.setCookie(`orgdeck-token-${company.id}`, over);
	const answer = await visitor.open(projectsOf(company), app.url);
	note(bar, answer);
	expect(answer.status).toBe(503);
	expect(answer.body).toContain('A clock is wrong');
});
