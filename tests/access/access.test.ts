import { describe, test } from 'vitest';
import { allCases } from './cases/all.ts';

const cases = await allCases();

describe.concurrent('access', () => {
	for (const { name, run } of cases) test(name, run);
});
