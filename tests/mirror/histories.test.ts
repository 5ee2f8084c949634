import { randomInt } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { History } from './history.ts';
import { isLong } from './long.ts';
import { steps } from './steps.ts';

/*
 * Whatever happens in WorkOS, in whichever order its webhooks come, twice or never, while people
 * sign in and the sync runs beside: nobody removed is let in again, nobody active is locked out
 * longer than one mint, and in the end the mirror says what WorkOS says.
 */

const { ORGDECK_HISTORIES, ORGDECK_SEED } = process.env;
const wanted = Number(ORGDECK_HISTORIES ?? (isLong ? 20_000 : 500));
/** Histories at a time. */
const lanes = 2;

test(
	'whatever happened, the mirror ends equal to WorkOS',
	{ timeout: isLong ? 3 * 60 * 60_000 : 8 * 60_000 },
	async () => {
		const seed = ORGDECK_SEED === undefined ? randomInt(2 ** 31) : Number(ORGDECK_SEED);
		let histories = 0;
		const property = fc.asyncProperty(steps, async (steps) => {
			const history = await History.begin();
			for (const step of steps) {
				await history.take(step);
				expect(await history.letInAgain()).toEqual([]);
			}
			await history.end();
			expect(await history.letInAgain()).toEqual([]);
			const { workos, mirror } = await history.outcome();
			expect(mirror).toEqual(workos);
			await history.clear();
			histories++;
			if (isLong && histories % 1000 === 0) console.log(`${histories} histories`);
		});
		await Promise.all(
			Array.from({ length: lanes }, (_, lane) =>
				fc.assert(property, {
					seed: (seed + lane) | 0,
					numRuns: Math.ceil(wanted / lanes),
					endOnFailure: isLong
				})
			)
		);
		if (isLong) console.log(`${histories} histories, 0 wrong, seed ${seed}`);
		expect(histories).toBeGreaterThanOrEqual(wanted);
	}
);
