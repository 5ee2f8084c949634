import { describe, test } from 'vitest';
import { allCases } from './cases/all.ts';

const cases = await allCases();

describe.concurrent('access', () => {
	for (const { name, run } of cases) test(name, () => run().catch(rethrow));
});

/** What was asked and answered says it all; where in here that was found helps nobody. */
function rethrow(reason: unknown): never {
	const error = new Error(reason instanceof Error ? reason.message : String(reason));
	error.stack = '';
	throw error;
}
