import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startStack } from '../../local/stack.ts';
import { makeLenses } from './lenses.ts';

/**
 * A stack of its own, new each time: these tests add roles to the database. DEFAULT_GRANTS says
 * which generation of hosted projects it resembles, `granted` for older ones or `revoked`.
 */
export default async function setup(): Promise<() => Promise<void>> {
	const defaultGrants = process.env.DEFAULT_GRANTS === 'revoked' ? 'revoked' : 'granted';
	const dataDir = fileURLToPath(new URL(`../../.local/access-${defaultGrants}`, import.meta.url));
	const stack = await startStack({
		dataDir,
		reset: true,
		ports: { gateway: 0, database: 0, workos: 0 },
		durable: false,
		defaultGrants,
		command: 'npm test -- access'
	});
	await makeLenses(stack.info);
	process.env.ORGDECK_STACK = join(dataDir, 'stack.json');
	return stack.stop;
}
