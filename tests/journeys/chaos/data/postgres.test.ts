import { stack } from '../../../stack.ts';
import { newAdmin, projectsOf } from '../../session/company.ts';
import { sessionOf } from '../../session/tokens.ts';
import {
	killBackend,
	killPostgres,
	killPostgrest,
	startPostgresAgain,
	startPostgrestAgain
} from './parts.ts';
import {
	countsOf,
	enter,
	expect,
	note,
	noteBack,
	openProjects,
	readiness,
	test,
	times,
	untilBack,
	Writer
} from './test.ts';

interface Blow {
	what: string;
	strike: () => Promise<void>;
	mend: () => Promise<void>;
	/** Nobody has to do anything: the part is back by itself. */
	shows: boolean;
}

const nothing = async () => {};
const blows: Blow[] = [
	{ what: 'Postgres is killed', strike: killPostgres, mend: startPostgresAgain, shows: true },
	{ what: 'one process of Postgres is killed', strike: killBackend, mend: nothing, shows: false },
	{ what: 'PostgREST is killed', strike: killPostgrest, mend: startPostgrestAgain, shows: true }
];

for (const { what, strike, mend, shows } of blows) {
	test(`when ${what} under load, what was saved is there once and pages come back by themselves, ${times(1, 5)} times`, async ({
		context,
		page,
		visitor,
		instances,
		bar
	}) => {
		test.setTimeout(20 * 60_000);
		const { person, company } = await newAdmin();
		const { company: foreign } = await newAdmin();
		await visitor.signIn(person);
		const before = sessionOf(visitor);
		await enter(context, visitor);
		await openProjects(page, company);

		for (let round = 0; round < times(1, 5); round++) {
			const writers = Array.from(
				{ length: 6 },
				(_, index) => new Writer(visitor, company, instances[index % 3]!.url)
			);
			const saved = () => writers.flatMap((writer) => writer.saved);
			await expect.poll(() => saved().length).toBeGreaterThan(10);
			await strike();
			if (shows) {
				const answer = await visitor.open(projectsOf(company));
				note(bar, answer, [foreign]);
				expect(answer.status).toBe(503);
				expect(answer.body).toContain('We cannot reach a service we need');
				await page.reload();
				await expect(
					page.getByRole('heading', { name: 'We cannot reach a service' })
				).toBeVisible();
			}
			await mend();
			const backAt = await untilBack(stack.env.PUBLIC_SUPABASE_URL);
			if (shows) {
				await expect(page.getByRole('heading', { name: 'Projects', level: 1 })).toBeVisible();
				noteBack(bar, backAt);
			}
			const seen = saved().length;
			await expect.poll(() => saved().length).toBeGreaterThan(seen + 10);
			await Promise.all(writers.map((writer) => writer.stop()));

			for (const [name, count] of await countsOf(saved())) {
				bar.tries++;
				if (count === 0) bar.lost++;
				if (count > 1) bar.twice++;
				expect(count, name).toBe(1);
			}
		}
		const answer = await visitor.open(projectsOf(company));
		note(bar, answer, [foreign]);
		expect(answer.status).toBe(200);
		expect(sessionOf(visitor)).toEqual(before);
	});
}

test('readiness goes red while the database is away, says why, and goes green again', async ({
	app,
	bar
}) => {
	const before = await readiness(app);
	test.skip(before === null, 'this build has no /readyz');
	expect(before?.status).toBe(200);
	for (const [strike, mend] of [
		[killPostgres, startPostgresAgain],
		[killPostgrest, startPostgrestAgain]
	] as const) {
		await strike();
		await expect.poll(async () => (await readiness(app))?.status).toBe(503);
		expect((await readiness(app))?.body).toMatch(/supabase|database|data/i);
		await mend();
		await untilBack(stack.env.PUBLIC_SUPABASE_URL);
		await expect.poll(async () => (await readiness(app))?.status).toBe(200);
		bar.tries++;
	}
	expect((await fetch(`${app.url}/healthz`)).status).toBe(200);
});
