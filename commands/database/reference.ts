import { withEmptyDatabase } from '../with-database.ts';
import { apply } from './apply.ts';
import { readCatalog } from './catalog.ts';
import type { Catalog } from './catalog.ts';
import { connect } from './connect.ts';
import { makeHistory } from './migrations.ts';
import type { Migration } from './migrations.ts';

/** What a new database on this machine is once it has these migrations, in the order of their numbers. */
export function referenceCatalogs(sets: Migration[][]): Promise<Catalog[]> {
	return withEmptyDatabase(async (url) => {
		const catalogs: Catalog[] = [];
		const client = await connect(url);
		try {
			await makeHistory(client);
			let done: Migration[] = [];
			for (const migrations of sets) {
				const isContinued = done.every((one, index) => one.version === migrations[index]?.version);
				if (!isContinued) {
					const [catalog] = await referenceCatalogs([migrations]);
					catalogs.push(catalog!);
					continue;
				}
				for (const migration of migrations.slice(done.length)) {
					await apply(client, migration, { log: () => {} });
				}
				done = migrations;
				catalogs.push(await readCatalog(client));
			}
			return catalogs;
		} finally {
			await client.end();
		}
	});
}
