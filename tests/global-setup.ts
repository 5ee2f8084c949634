import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startStack } from '../local/stack.ts';
import type { Stack } from '../local/stack.ts';
import { readStack } from '../local/stack-file.ts';

/** Data of its own, so that tests never meet a running `npm run dev`. */
export const dataDir = fileURLToPath(new URL('../.local/test', import.meta.url));

interface Shared {
	users: number;
	starting: Promise<Stack> | null;
}

// Each vitest project loads this file anew, and they all share one stack.
const holder = globalThis as typeof globalThis & { orgdeckTestStack?: Shared };

/** Global set-up of vitest and Playwright: a stack for the tests, unless one runs already. */
export default async function setup(): Promise<() => Promise<void>> {
	const shared = (holder.orgdeckTestStack ??= { users: 0, starting: null });
	const isGiven = process.env.ORGDECK_STACK !== undefined || readStack(dataDir) !== null;
	if (isGiven && !shared.starting) {
		process.env.ORGDECK_STACK ??= join(dataDir, 'stack.json');
		return async () => {};
	}
	shared.users++;
	shared.starting ??= startTestStack();
	await shared.starting;
	process.env.ORGDECK_STACK = join(dataDir, 'stack.json');
	return async () => {
		if (--shared.users > 0) return;
		const stack = await shared.starting;
		await stack?.stop();
	};
}

/** The stack as tests want it: any free ports, fast, and new when its migrations or seed changed. */
export function startTestStack(options: { reset?: boolean } = {}): Promise<Stack> {
	return startStack({
		dataDir,
		reset: options.reset || 'when-changed',
		ports: { gateway: 0, database: 0, workos: 0 },
		durable: false,
		signInEndpoint: 'http://localhost:5173/sign-in',
		command: 'npm test'
	});
}
