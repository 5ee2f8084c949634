import { unique } from '../../../fixtures.ts';
import { newProject } from '../../session/answers.ts';
import { newAdmin, projectsOf } from '../../session/company.ts';
import { sessionOf } from '../../session/tokens.ts';
import { asAdmin, connect } from './parts.ts';
import { countsOf, enter, expect, note, noteBack, openProjects, test } from './test.ts';

/*
 * A database that is there and cannot: for real, as Postgres and PostgREST say it themselves.
 */

test('a disk that is full is named, and what was typed is saved once there is room', async ({
	visitor,
	bar
}) => {
	const { person, company } = await newAdmin();
	await visitor.signIn(person);
	const name = `No room ${unique()}`;
	const [path, fields] = newProject(company, name);
	// Postgres raises it itself, as where a table cannot grow.
	await asAdmin(`
		create function app.no_room() returns trigger language plpgsql as $$
		begin
			raise exception 'could not extend file: No space left on device' using errcode = '53100';
		end $$`);
	await asAdmin(`create trigger no_room before insert on public.projects
		for each row when (new.name like 'No room %') execute function app.no_room()`);
	try {
		const post = await visitor.post(path, fields);
		note(bar, post);
		expect(post.status).toBe(503);
		expect(post.body).toContain('The database has no room left');
		expect(post.body).toContain('Nothing was saved yet');
		expect(post.body).toContain(name);
		const scripted = await visitor.postWithScript(path, fields);
		note(bar, scripted);
		expect(JSON.parse(scripted.body)).toMatchObject({
			type: 'error',
			error: { title: 'The database has no room left', retry: true }
		});
		expect((await visitor.open(projectsOf(company))).status, 'reading goes on').toBe(200);
	} finally {
		await asAdmin('drop function app.no_room() cascade');
	}
	expect((await visitor.post(path, fields)).status).toBe(303);
	expect((await countsOf([name])).get(name)).toBe(1);
});

test('a database whose connections all wait says so, and pages come back by themselves', async ({
	context,
	page,
	visitor,
	bar
}) => {
	test.setTimeout(5 * 60_000);
	const { person, company } = await newAdmin();
	await visitor.signIn(person);
	const before = sessionOf(visitor);
	await enter(context, visitor);
	await openProjects(page, company);
	const name = `Waited ${unique()}`;
	const [path, fields] = newProject(company, name);

	// Somebody alters a table and takes their time: each query of it holds its connection.
	const client = await connect();
	await client.query('begin');
	await client.query('lock table public.memberships in access exclusive mode');
	const views = Array.from({ length: 24 }, () => visitor.open(projectsOf(company)));
	const post = visitor.post(path, fields);
	for (const answer of await Promise.all(views)) {
		note(bar, answer);
		expect([500, 503]).toContain(answer.status);
		expect(answer.body).toMatch(/took too long|We cannot reach a service we need/);
	}
	const refused = await post;
	note(bar, refused);
	expect(refused.status).toBeGreaterThanOrEqual(500);
	expect(refused.body).toContain(name);

	await page.reload();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText(/took too long|We cannot reach/);
	await client.query('rollback');
	await client.end();
	const begun = Date.now();
	await expect(page.getByRole('heading', { name: 'Projects', level: 1 })).toBeVisible();
	noteBack(bar, begun);
	expect(sessionOf(visitor)).toEqual(before);
	expect((await visitor.post(path, fields)).status).toBe(303);
	expect((await countsOf([name])).get(name)).toBe(1);
});

test('a Postgres that takes no more connections is borne, and found again', async ({
	visitor,
	bar
}) => {
	const { person, company } = await newAdmin();
	await visitor.signIn(person);
	const before = sessionOf(visitor);
	const { rows } = await asAdmin('show max_connections');
	const clients = [];
	for (let count = 0; count < Number(rows[0].max_connections); count++) {
		const client = await connect().catch(() => null);
		if (!client) break;
		clients.push(client);
	}
	// PostgREST needs new ones, and gets none.
	await clients[0]!.query(
		`select pg_terminate_backend(pid) from pg_stat_activity where usename = 'authenticator'`
	);
	const answer = await visitor.open(projectsOf(company));
	note(bar, answer);
	expect([200, 503]).toContain(answer.status);
	await Promise.all(clients.map((client) => client.end()));
	await expect
		.poll(
			async () => {
				const now = await visitor.open(projectsOf(company));
				note(bar, now);
				return now.status;
			},
			{ timeout: 60_000 }
		)
		.toBe(200);
	expect(sessionOf(visitor)).toEqual(before);
});
