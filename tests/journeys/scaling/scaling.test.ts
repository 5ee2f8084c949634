import { readFileSync } from 'node:fs';
import { estimate, median } from '../../../bench/statistics.ts';
import { startApp, type App } from '../../app.ts';
import { startBalancer, type Balancer } from '../../balancer.ts';
import { ask } from '../../policies/database.ts';
import { expect, test as base } from '../session/test.ts';
import { sessionOf } from '../session/tokens.ts';
import { newCrowd, work, type Outcome, type Somebody } from './crowd.ts';

/* Three instances that share nothing but the database, behind a balancer that takes turns. */

const test = base.extend<{ balancer: Balancer }>({
	// eslint-disable-next-line no-empty-pattern
	balancer: async ({}, use) => {
		const balancer = await startBalancer();
		await use(balancer);
		await balancer.stop();
	}
});

const people = 18;
/** How much more of the processor a request may take where everybody goes from one to another. */
const bar = 1.1;

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

test('whoever goes from one to another costs as much as whoever stays', async () => {
	test.skip(
		process.platform !== 'linux',
		'It reads how much of the processor each took from /proc.'
	);
	test.setTimeout(25 * 60_000);
	const alone = await newSide([1], people);
	const three = await newSide([3], people);
	// As many instances as there, and nobody at more than one of them.
	const apart = await newSide([1, 1, 1], people / 3);
	const sides = [alone, three, apart];

	// Until each has run the code often enough for V8 to make it quick.
	for (const side of sides) await costOf(side, side === alone ? 40 : 100);
	const overApart: number[] = [];
	const overAlone: number[] = [];
	// One round differs from another by a tenth and more: what is over the bar is looked at longer.
	for (let round = 0; round < 24; round++) {
		if (round >= 8 && median(overApart) <= bar) break;
		const costs = new Map<Side, number>();
		for (const side of round % 2 ? sides : sides.toReversed()) {
			costs.set(side, await costOf(side, 40));
		}
		overApart.push(costs.get(three)! / costs.get(apart)!);
		overAlone.push(costs.get(three)! / costs.get(alone)!);
	}
	console.log(
		`a request to three instances in turn, CPU ${told(overApart)} times that of three where everybody stays ` +
			`at one, and ${told(overAlone)} times that of one alone, on this machine with them`
	);
	expect(median(overApart)).toBeLessThanOrEqual(bar);
	await Promise.all(sides.map(({ stop }) => stop()));
});

interface Side {
	apps: App[];
	crowds: Somebody[][];
	stop(): Promise<void>;
}

/** So many instances behind each of some balancers, and so many people at each of those. */
async function newSide(counts: number[], people: number): Promise<Side> {
	// To be asked whether one is ready costs something as well, and three are asked three times as often.
	const balancers = await Promise.all(counts.map(() => startBalancer(60_000)));
	const each = await Promise.all(
		balancers.map((balancer, at) =>
			Promise.all(Array.from({ length: counts[at]! }, () => startOne(balancer.url)))
		)
	);
	const crowds = await Promise.all(
		balancers.map(async (balancer, at) => {
			await balancer.serve(each[at]!.map(({ url }) => url));
			return newCrowd(balancer.url, people);
		})
	);
	const apps = each.flat();
	return {
		...{ apps, crowds },
		async stop() {
			await Promise.all(apps.map((app) => app.stop()));
			await Promise.all(balancers.map((balancer) => balancer.stop()));
		}
	};
}

/** What a request costs a side, in milliseconds of the processor, when everybody does so many steps. */
async function costOf({ apps, crowds }: Side, steps: number): Promise<number> {
	const before = ticksOf(apps);
	// A token lasts five minutes, in which somebody at work opens some fifty pages.
	const outcomes = await Promise.all(crowds.map((crowd) => work(crowd, { steps, tokenLasts: 50 })));
	for (const outcome of outcomes) await expectAllWell(outcome);
	const requests = outcomes.reduce((sum, outcome) => sum + outcome.requests, 0);
	return ((ticksOf(apps) - before) * 10) / requests;
}

function told(ratios: number[]): string {
	const { median, low, high } = estimate(ratios);
	return `${median.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)})`;
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
