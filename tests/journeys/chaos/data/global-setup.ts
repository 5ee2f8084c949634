import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startStack } from '../../../../local/stack.ts';

export const dataDir = fileURLToPath(new URL('../../../../.local/chaos', import.meta.url));

/** A stack of its own, whose parts these tests kill. It writes what it acknowledges to the disk. */
export default async function setup(): Promise<() => Promise<void>> {
	const stack = await startStack({
		dataDir,
		reset: true,
		ports: { gateway: 0, database: 0, workos: 0 },
		command: 'npm run test:chaos'
	});
	process.env.ORGDECK_STACK = join(dataDir, 'stack.json');
	return stack.stop;
}
