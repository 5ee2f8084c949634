import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startStack } from '../../local/stack.ts';
import { makeLenses } from './lenses.ts';
import { readRights, writeRights } from './rights.ts';

type DefaultGrants = 'granted' | 'revoked';

const folderOf = (defaultGrants: DefaultGrants) =>
	fileURLToPath(new URL(`../../.local/access-${defaultGrants}`, import.meta.url));

/**
 * A stack of its own, new each time: these tests add roles to the database. DEFAULT_GRANTS says
 * which generation of hosted projects it resembles, `granted` for older ones or `revoked`.
 *
 * Where everybody has the very same rights in both, which the migrations are there for, the second
 * is the same database once more, and a part of the cases shows that it works. The long run tries
 * them all.
 */
export default async function setup(): Promise<() => Promise<void>> {
	const defaultGrants = process.env.DEFAULT_GRANTS === 'revoked' ? 'revoked' : 'granted';
	const dataDir = folderOf(defaultGrants);
	const stack = await startStack({
		dataDir,
		reset: true,
		ports: { gateway: 0, database: 0, workos: 0 },
		durable: false,
		defaultGrants,
		command: 'npm test -- access'
	});
	const rights = await writeRights(stack.info.databaseUrl, dataDir);
	const isSame = defaultGrants === 'revoked' && rights === readRights(folderOf('granted'));
	process.env.ORGDECK_EACH = isSame && !process.env.ORGDECK_LONG ? '32' : '1';
	await makeLenses(stack.info);
	process.env.ORGDECK_STACK = join(dataDir, 'stack.json');
	return stack.stop;
}
