import { startApp } from '../../app.ts';
import { stack } from '../../stack.ts';
import { expectSignIn } from './answers.ts';
import { newAdmin, projectsOf } from './company.ts';
import { expect, test } from './test.ts';
import { letTokensExpire, sessionOf } from './tokens.ts';
import { Visitor } from './visitor.ts';

const another = 'another password of thirty-two characters';

test('people stay signed in over a restart, and while the password of the cookies is changed', async ({
	start
}) => {
	const { person, company } = await newAdmin();
	const first = await start();
	const visitor = new Visitor(first.url);
	await visitor.signIn(person);
	const before = sessionOf(visitor);
	await first.stop();

	/** Starts the app with these settings, and has the person come by, with and without a token. */
	async function comeBy(env: Record<string, string>) {
		const app = await start(env);
		try {
			const now = await visitor.open(projectsOf(company), app.url);
			visitor.dropCookies(/token/);
			const later = await visitor.open(projectsOf(company), app.url);
			return { now, later };
		} finally {
			await app.stop();
		}
	}

	const again = await comeBy({});
	expect(again.now.body).toContain(company.project);
	expect(again.later.body).toContain(company.project);

	await letTokensExpire(visitor);
	const changed = { COOKIE_PASSWORD: another, COOKIE_PASSWORD_OLD: stack.env.COOKIE_PASSWORD };
	const rotating = await comeBy(changed);
	expect(rotating.now.body).toContain(company.project);
	expect(rotating.later.body).toContain(company.project);

	// The renewed record is sealed with the new password, and needs the old one no more.
	const rotated = await comeBy({ COOKIE_PASSWORD: another });
	expect(rotated.later.body).toContain(company.project);
	expect(sessionOf(visitor)).toEqual(before);

	const stranger = await comeBy({ COOKIE_PASSWORD: 'x'.repeat(32) });
	expectSignIn(stranger.later, projectsOf(company));
});

test('a sign-in that is under way survives a restart', async () => {
	const { person, company } = await newAdmin();
	const first = await startApp();
	const visitor = new Visitor(first.url);
	const callback = await visitor.authorize(person, { returnTo: projectsOf(company) });
	await first.stop();
	const port = Number(new URL(first.url).port);
	const second = await startApp({ port });
	try {
		const answer = await visitor.open(callback);
		expect(answer.location).toBe(`${first.url}${projectsOf(company)}`);
		expect((await visitor.open(answer.location)).status).toBe(200);
	} finally {
		await second.stop();
	}
});

test('a setting that is missing is named in the log, and not to visitors', async () => {
	const app = await startApp({ env: { COOKIE_PASSWORD: 'too short', WORKOS_CLIENT_ID: '' } });
	try {
		const answer = await new Visitor(app.url).open('/sign-in');
		expect(answer.status).toBe(500);
		expect(answer.body).not.toContain('COOKIE_PASSWORD');
		// The log comes through a pipe of its own, after the answer or before it.
		await expect.poll(app.log).toContain('COOKIE_PASSWORD must have 32 characters or more');
		expect(app.log()).toContain('WORKOS_CLIENT_ID must be set');
	} finally {
		await app.stop();
	}
});
