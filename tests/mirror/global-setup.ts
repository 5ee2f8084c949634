import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startStack } from '../../local/stack.ts';

/**
 * A stack of its own, new each time: the sync follows all that happens in WorkOS, and other tests
 * make things happen there that the mirror must not hear of.
 */
export default async function setup(): Promise<() => Promise<void>> {
	const dataDir = fileURLToPath(new URL('../../.local/mirror', import.meta.url));
	const stack = await startStack({
		dataDir,
		reset: true,
		ports: { gateway: 0, database: 0, workos: 0 },
		durable: false,
		command: 'npm test -- mirror'
	});
	process.env.ORGDECK_STACK = join(dataDir, 'stack.json');
	return stack.stop;
}
