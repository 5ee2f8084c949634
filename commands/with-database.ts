import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeHosted, migrate } from '../local/database.ts';
import type { DefaultGrants } from '../local/database.ts';
import { reservePort } from '../local/ports.ts';
import { startPostgres, urlFor } from '../local/postgres.ts';

type Task<T> = (databaseUrl: string, port: number) => Promise<T>;

/** Runs a task on a new database, made by the migrations alone and thrown away afterwards. */
export function withDatabase<T>(task: Task<T>, defaultGrants?: DefaultGrants): Promise<T> {
	return withEmptyDatabase(async (databaseUrl, port) => {
		await migrate(port);
		return task(databaseUrl, port);
	}, defaultGrants);
}

/** The same as a new hosted project is, before the first migration. */
export async function withEmptyDatabase<T>(
	task: Task<T>,
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
		return await task(`${urlFor('postgres', port)}?sslmode=disable`, port);
	} finally {
		await postgres.child.stop();
		rmSync(folder, { recursive: true, force: true });
	}
}
