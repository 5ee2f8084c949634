import { describe, expect, test } from 'vitest';
import { readCatalog } from '../../../commands/database/catalog.ts';
import { connect } from '../../../commands/database/connect.ts';
import { withEmptyDatabase } from '../../../commands/with-database.ts';
import type { DefaultGrants } from '../../../local/database.ts';
import { run } from '../../stack/run.ts';
import { newDatabase, ours } from '../cluster.ts';

/* The commands as somebody runs them, on a Postgres of its own each. */

async function command(args: string[], env: Record<string, string> = {}) {
	const { ended, output } = run(args, { env });
	const { code } = await ended;
	return { code, output: output() };
}

async function catalogAt(url: string) {
	const client = await connect(url);
	const catalog = await readCatalog(client);
	await client.end();
	return Object.fromEntries(catalog);
}

describe.each<DefaultGrants>(['granted', 'revoked'])(
	'on a new project, default rights %s',
	(grants) => {
		test('npm run db:deploy makes what the local stack has, and db:drift agrees', async () => {
			const expected = await catalogAt(await newDatabase());
			await withEmptyDatabase(async (url) => {
				const env = { DATABASE_URL: url };
				const { code, output } = await command(
					['db-deploy', '--url-from-env', 'DATABASE_URL'],
					env
				);
				expect(output).toContain(`0 migrations are applied, ${ours.length} pending:`);
				expect(output).toContain('The database is what its migrations make.');
				expect(output).toMatch(/The advisors have /);
				expect(output).not.toContain('postgres:postgres');
				expect(code, output).toBe(0);
				expect(await catalogAt(url)).toEqual(expected);

				expect(await command(['db-drift', url])).toEqual({
					code: 0,
					output: 'The database is what its migrations make.\n'
				});
			}, grants);
		});
	}
);

test('a wrong password is said in a sentence, and printed nowhere', async () => {
	const wrong = (await newDatabase()).replace(':postgres@', ':Pa55word-wrong@');
	const { code, output } = await command(['db-deploy', wrong]);
	expect(code).toBe(1);
	expect(output).toMatch(/^The database at 127\.0\.0\.1 refuses this user or password\. .*\n$/);
	expect(output).not.toContain('Pa55word');
});
