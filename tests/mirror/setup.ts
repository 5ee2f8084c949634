import { beforeAll } from 'vitest';
import { stack } from '../stack.ts';

// Modules of the app that run in these tests read their settings where an app's are.
Object.assign(process.env, stack.env);

/** Each file begins with a mirror that is true, and a place to follow the events from. */
beforeAll(async () => {
	const { compare } = await import('../../src/lib/server/compare.ts');
	await compare();
});
