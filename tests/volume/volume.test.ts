import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { taskTable } from '../../src/routes/(signed-in)/orgs/[org=slug]/task-table.ts';
import type { Stack } from '../../local/stack.ts';
import { lister } from '../../bench/lister.ts';
import { compare, way } from '../../bench/pairs.ts';
import { personId } from '../../bench/sow.ts';
import { median } from '../../bench/statistics.ts';
import { startVolume, tokenOf, withoutRls } from '../../bench/volume.ts';

/*
 * The lists of an organization with a tenth of all tasks, asked as the app asks: the same code makes
 * the same requests.
 */

const most = Number(process.env.ORGDECK_TASKS ?? 10_000_000);
const fewer = most / 10;
const rounds = 31;

let many: Stack;
let few: Stack;
const table: string[] = [];
const say = (line: string) => {
	table.push(line);
	process.stdout.write(`${line}\n`);
};

const command = 'npm run test:volume';
const onProgress = (share: number, text: string) => say(`${Math.floor(share * 100)} %  ${text}`);

beforeAll(async () => {
	many = await startVolume(most, { command, onProgress });
	few = await startVolume(fewer, { command, onProgress });
}, 3 * 3600_000);

afterAll(async () => {
	await Promise.all([many?.stop(), few?.stop()]);
});

/** Each filter of a large list with a value or two, by its id. */
const values: Record<string, string[]> = {
	status: ['status=blocked', 'status=done', 'status=todo&status=in_progress&status=blocked'],
	assignee: [`assignee=${personId(0, 7)}`, 'assignee=none'],
	project: [],
	due: ['due=this-week', 'due=late', 'due.from=2020-01-01&due.to=2020-01-02', 'due=none']
};

function offered(): string[] {
	const orders = Object.entries(taskTable.large).flatMap(([id, filters]) =>
		[id, `-${id}`].flatMap((sort) => [
			`sort=${sort}`,
			...filters.flatMap((filter) => (values[filter] ?? []).map((one) => `sort=${sort}&${one}`))
		])
	);
	return orders;
}

describe.each([
	['an admin', 0],
	['a member', 1]
])('with row level security, for %s,', (who, person) => {
	test('each filter and order that is offered costs at most 1.2 times, or 0.5 ms more than, without', async () => {
		const asked = lister(many, await tokenOf(many, 0, person), 0);
		const byHand = lister(many, await tokenOf(many, 0, person, withoutRls), 0);
		const { rows } = await asked('sort=-created');
		const project = `project=${(rows[0] as unknown as { project_id: string }).project_id}`;
		values.project = [project];
		const missed: string[] = [];
		for (const address of offered()) {
			const [one, other] = [way(() => asked(address)), way(() => byHand(address))];
			await compare([one, other], rounds);
			const [mine, theirs] = [median(one.times), median(other.times)];
			const line = `${who} ${address}: ${mine.toFixed(2)} ms, ${(mine / theirs).toFixed(2)} times, ${(mine - theirs).toFixed(2)} ms more`;
			say(line);
			if (mine > theirs * 1.2 && mine > theirs + 0.5) missed.push(line);
		}
		expect(missed).toEqual([]);
	}, 3600_000);

	test('page 1,000 costs at most 1.3 times page 1', async () => {
		const asked = lister(many, await tokenOf(many, 0, person), 0);
		const missed: string[] = [];
		for (const sort of ['-created', 'due']) {
			let after = '';
			for (let page = 1; page < 1000; page++) {
				const { after: next } = await asked(`sort=${sort}&size=100${after}`);
				if (!next) throw new Error(`There is no page ${page + 1}.`);
				after = `&after=${next}`;
			}
			const ways = [
				way(() => asked(`sort=${sort}&size=100`)),
				way(() => asked(`sort=${sort}&size=100${after}`))
			];
			await compare(ways, rounds);
			const [first = NaN, last = NaN] = ways.map(({ times }) => median(times));
			const line = `${who} ${sort}: page 1 ${first.toFixed(2)} ms, page 1,000 ${(last / first).toFixed(2)} times`;
			say(line);
			if (last > first * 1.3) missed.push(line);
		}
		expect(missed).toEqual([]);
	}, 3600_000);
});

describe('a search', () => {
	const searches = ['zeppelin', 'invoice', 'pri', 'invoice contract', 'de'];

	test('among ten times as many costs an organization of the same size at most 1.3 times', async () => {
		const missed: string[] = [];
		const [here, there] = [
			lister(many, await tokenOf(many, 5, 1), 5),
			lister(few, await tokenOf(few, 5, 1), 5)
		];
		for (const q of searches) {
			const ways = [way(() => here(`q=${q}`)), way(() => there(`q=${q}`))];
			await compare(ways, rounds);
			const [one = NaN, other = NaN] = ways.map(({ times }) => median(times));
			const line = `${q}: ${one.toFixed(2)} ms, ${(one / other).toFixed(2)} times`;
			say(line);
			if (one > other * 1.3) missed.push(line);
		}
		expect(missed).toEqual([]);
	}, 3600_000);

	test('takes an organization with a million tasks at most 100 ms', async () => {
		const missed: string[] = [];
		for (const [who, person] of [
			['an admin', 0],
			['a member', 1]
		] as const) {
			const asked = lister(many, await tokenOf(many, 0, person), 0);
			for (const q of searches) {
				const one = way(() => asked(`q=${q}`));
				await compare([one], 15);
				const line = `${who} ${q}: ${median(one.times).toFixed(1)} ms`;
				say(line);
				if (median(one.times) > 100) missed.push(line);
			}
		}
		expect(missed).toEqual([]);
	}, 3600_000);
});
