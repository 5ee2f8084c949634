import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeHosted, migrate } from '../local/database.ts';
import type { DefaultGrants } from '../local/database.ts';
import { reservePort } from '../local/ports.ts';
import { startPostgres, urlFor } from '../local/postgres.ts';

/** Runs a task on a new database, made by the migrations alone and thrown away afterwards. */
export async function withDatabase<T>(
	task: (databaseUrl: string) => Promise<T>,
	defaultGrants: DefaultGrants = 'granted'
): Promise<T> {
	const folder = mkdtempSync(join(tmpdir(), 'orgdeck-'));
	// As root, Postgres runs as another user, who has to get through.
	chmodSync(folder, 0o711);
	const { port, release } = await reservePort(0);
	const postgres = await startPostgres({
		folder: join(folder, 'postgres'),
		logFile: join(folder, 'postgres.log'),
		port,
		beforeListening: release,
		durable: false,
		startOver: true
	});
	try {
		await makeHosted(port, defaultGrants);
		await migrate(port);
		return await task(`${urlFor('postgres', port)}?sslmode=disable`);
	} finally {
		await postgres.child.stop();
		rmSync(folder, { recursive: true, force: true });
	}
}
