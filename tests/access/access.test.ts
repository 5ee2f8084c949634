import { describe, test } from 'vitest';
import { allCases } from './cases/all.ts';

// All of them, or each so manieth: see global-setup.ts.
const each = Number(process.env.ORGDECK_EACH);
const cases = (await allCases()).filter((_, index) => index % each === 0);

describe.concurrent('access', () => {
	for (const { name, run } of cases) test(name, () => run().catch(rethrow));
});

/** What was asked and answered says it all; where in here that was found helps nobody. */
function rethrow(reason: unknown): never {
	const error = new Error(reason instanceof Error ? reason.message : String(reason));
	error.stack = '';
	throw error;
}
