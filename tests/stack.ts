import { existsSync, readFileSync } from 'node:fs';
import type { StackInfo } from '../local/stack-file.ts';

/** The running stack that `npm test` or the global set-up started, for every test file. */
export const stack: StackInfo = read();

function read(): StackInfo {
	const file = process.env.ORGDECK_STACK;
	if (file && existsSync(file)) return JSON.parse(readFileSync(file, 'utf8'));
	throw new Error('No stack runs for these tests: start them with `npm test`.');
}
