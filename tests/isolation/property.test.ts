import { createHash, randomInt } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { content } from './content.ts';
import { clearAway } from './contents.ts';
import { operation } from './operations.ts';
import { failureOf } from './report.ts';
import { run } from './sequence.ts';
import { newWorld } from './world.ts';
import type { World } from './world.ts';

/*
 * Several people in several organizations do as chance will have it, and a small model, written
 * from the design and not from the policies, says what each may read and what each write does. The
 * stack must say the same, and no response may contain what the model does not let its reader read.
 */

const { ORGDECK_OPERATIONS = '2000', ORGDECK_SEED, ORGDECK_PATH } = process.env;
const wanted = Number(ORGDECK_OPERATIONS);
const isLong = wanted > 10_000;
const longest = 300;
/** Worlds at a time. */
const lanes = 4;

test(
	'whatever people do, the stack does what the model says and tells nobody what is not theirs',
	{ timeout: isLong ? 3 * 60 * 60_000 : 8 * 60_000 },
	async () => {
		const seed = ORGDECK_SEED === undefined ? randomInt(2 ** 31) : Number(ORGDECK_SEED);
		if (ORGDECK_PATH !== undefined) return replay(seed, ORGDECK_PATH);
		const begun = Date.now();
		let operations = 0;
		let worlds = 0;
		let failure: string | null = null;
		let told = 0;

		async function lane() {
			while (operations < wanted && failure === null) {
				const problem = await check(seedOf(seed, worlds++), (count) => (operations += count));
				failure ??= problem;
				if (isLong && operations - told >= 5000) {
					told = operations;
					say(`${operations} operations in ${worlds} worlds, ${secondsSince(begun)} s`);
				}
			}
		}

		await Promise.all(Array.from({ length: lanes }, lane));
		if (failure !== null) throw new Error(failure);
		if (isLong) {
			say(
				`${operations} operations in ${worlds} worlds, 0 leaks, ${secondsSince(begun)} s, seed ${seed}`
			);
		}
		expect(operations).toBeGreaterThanOrEqual(wanted);
	}
);

async function replay(seed: number, path: string): Promise<void> {
	const failure = await check(seed, () => {}, path);
	if (failure !== null) throw new Error(failure);
	say('The sequence passes.');
}

/** One sequence in a world of its own; when it fails, the shortest that does, in words. */
async function check(
	seed: number,
	onCount: (count: number) => void,
	path?: string
): Promise<string | null> {
	const worlds = new Map<unknown, World>();
	const property = fc.asyncProperty(
		fc.array(operation, { minLength: 1, maxLength: longest, size: 'max' }),
		async (operations) => {
			const world = await newWorld();
			try {
				await run(world, content);
				world.lines.length = 0;
				onCount(await run(world, operations));
			} catch (error) {
				worlds.set(error, world);
				throw error;
			}
			await clearAway(world.organizations, world.people);
		}
	);
	const details = await fc.check(property, {
		seed,
		path,
		endOnFailure: path !== undefined,
		numRuns: 1,
		unbiased: true,
		interruptAfterTimeLimit: 4 * 60_000
	});
	return details.failed ? failureOf(details, worlds.get(details.errorInstance)) : null;
}

/** Seeds that follow from one another and have nothing else in common. */
function seedOf(seed: number, n: number): number {
	return createHash('sha256').update(`${seed} ${n}`).digest().readInt32BE();
}

function secondsSince(begun: number): number {
	return Math.round((Date.now() - begun) / 1000);
}

function say(line: string): void {
	process.stdout.write(`${line}\n`);
}
