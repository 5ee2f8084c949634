import { readFileSync } from 'node:fs';
import { startApp, type App } from '../../app.ts';
import { startBalancer, type Balancer } from '../../balancer.ts';
import { ask } from '../../policies/database.ts';
import { expect, test as base } from '../session/test.ts';
import { sessionOf } from '../session/tokens.ts';
import { newCrowd, work, type Outcome } from './crowd.ts';

/* Three instances that share nothing but the database, behind a balancer that takes turns. */

const test = base.extend<{ interval: number; balancer: Balancer }>({
	/** How often the balancer looks who is ready, in milliseconds. */
	interval: [200, { option: true }],
	balancer: async ({ interval }, use) => {
		const balancer = await startBalancer(interval);
		await use(balancer);
		await balancer.stop();
	}
});

const people = 20;

function startOne(origin: string): Promise<App> {
	return startApp({
		env: { ORIGIN: origin, SHUTDOWN_DELAY: '1', SHUTDOWN_TIMEOUT: '20', KEEP_ALIVE_TIMEOUT: '60' }
	});
}

/** How often each of these names is there. */
async function timesOf(names: string[]): Promise<Map<string, number>> {
	const rows = await ask<{ name: string; times: string }>(
		'select name, count(*) as times from public.projects where name = any($1) group by name',
		[names]
	);
	return new Map(rows.map(({ name, times }) => [name, Number(times)]));
}

async function expectAllWell({ failed, out, saved }: Outcome): Promise<void> {
	expect(failed).toEqual([]);
	expect(out, 'signed out').toBe(0);
	const times = await timesOf(saved);
	expect(saved.filter((name) => times.get(name) !== 1)).toEqual([]);
}

for (const [how, end] of [
	['is asked to end', (app: App) => (app.signal('SIGTERM'), app.ended)],
	['is killed', (app: App) => app.kill()]
] as const) {
	test(`one of three ${how} and started again, under load, and nobody notices`, async ({
		balancer
	}) => {
		test.setTimeout(10 * 60_000);
		const start = () => startOne(balancer.url);
		const instances = await Promise.all([start(), start(), start()]);
		const serve = () => balancer.serve(instances.map(({ url }) => url));
		await serve();
		const crowd = await newCrowd(balancer.url, people);
		let isOver = false;
		const working = work(crowd, { isOver: () => isOver });
		try {
			for (const at of [0, 1, 2, 0, 1, 2]) {
				await end(instances[at]!);
				instances[at] = await start();
				await serve();
			}
		} finally {
			isOver = true;
		}
		const outcome = await working;
		await expectAllWell(outcome);
		for (const { visitor, session } of crowd) expect(sessionOf(visitor)).toEqual(session);
		console.log(
			`one of three ${how}, six times: ${outcome.requests} requests, ${outcome.failed.length} failed, ` +
				`${outcome.out} signed out, ${outcome.saved.length} saved once each, ${balancer.passedOn()} passed on`
		);
		await Promise.all(instances.map((app) => app.stop()));
	});
}

test.describe('beside a balancer that asks as rarely as most do', () => {
	// Each question costs something as well, and three are asked three times as often.
	test.use({ interval: 10_000 });

	test('three cost as much for a request as one alone', costs);
});

async function costs({ balancer }: { balancer: Balancer }): Promise<void> {
	test.skip(
		process.platform !== 'linux',
		'It reads how much of the processor each took from /proc.'
	);
	test.setTimeout(10 * 60_000);
	const [alone, ...three] = await Promise.all([1, 2, 3, 4].map(() => startOne(balancer.url)));
	const sides = { alone: [alone!], three };
	await balancer.serve([alone!, ...three].map(({ url }) => url));
	const crowd = await newCrowd(balancer.url, people);

	const costOf = async (side: keyof typeof sides, steps: number) => {
		await balancer.serve(sides[side].map(({ url }) => url));
		const before = ticksOf(sides[side]);
		const outcome = await work(crowd, { steps });
		await expectAllWell(outcome);
		return ((ticksOf(sides[side]) - before) * 10) / outcome.requests;
	};
	// Until each has run the code often enough for V8 to make it quick.
	await costOf('alone', 60);
	await costOf('three', 180);
	const ratios: number[] = [];
	const costs = { alone: 0, three: 0 };
	for (let pair = 0; pair < 6; pair++) {
		const order = pair % 2 ? (['alone', 'three'] as const) : (['three', 'alone'] as const);
		const cost = { alone: 0, three: 0 };
		for (const side of order) cost[side] = await costOf(side, 50);
		ratios.push(cost.three / cost.alone);
		for (const side of order) costs[side] += cost[side] / 6;
	}
	ratios.sort((a, b) => a - b);
	const median = (ratios[2]! + ratios[3]!) / 2;
	console.log(
		`three instances: ${costs.three.toFixed(2)} ms of processor a request, one alone: ` +
			`${costs.alone.toFixed(2)} ms; CPU ${median.toFixed(3)} times (${ratios[0]!.toFixed(3)} to ${ratios[5]!.toFixed(3)})`
	);
	expect(median).toBeLessThanOrEqual(1.1);
	await Promise.all([alone!, ...three].map((app) => app.stop()));
}

/** What these processes have had of the processor, for themselves and in the kernel, in hundredths of a second. */
function ticksOf(apps: App[]): number {
	const each = apps.map(({ pid }) => {
		const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
		// The name, which stands in brackets, may hold anything.
		const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
		return Number(fields[11]) + Number(fields[12]);
	});
	return each.reduce((sum, ticks) => sum + ticks, 0);
}
