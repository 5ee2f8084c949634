import { deploy } from '../../commands/database/deploy.ts';
import type { DeployOptions } from '../../commands/database/deploy.ts';
import { migration, ours, reference, run } from './cluster.ts';

/** Deploys ours and these, and gives what it said. */
export async function deployed(url: string, sqls: string[], options: DeployOptions = {}) {
	const lines: string[] = [];
	const more = sqls.map((sql, index) => migration(sql, `2099010100000${index}`));
	const applied = await deploy(url, {
		...{ reference, waits: [], log: (line: string) => lines.push(line) },
		migrations: [...ours, ...more],
		...options
	});
	return { applied, said: lines.join('\n') };
}

export const tables = (url: string, name: string) =>
	run(url, `select 1 from pg_class where relname = '${name}'`);
