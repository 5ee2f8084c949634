import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { withEmptyDatabase } from '../../commands/with-database.ts';
import { migrate } from '../../local/database.ts';

declare module 'vitest' {
	interface ProvidedContext {
		port: number;
	}
}

/** A Postgres of these tests' own, with the databases that others are copied from. */
export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
	const { promise: ready, resolve: started, reject } = Promise.withResolvers<number>();
	const { promise: asked, resolve: stop } = Promise.withResolvers<void>();
	const ended = withEmptyDatabase(async (_, port) => {
		const admin = new pg.Client(
			`postgresql://supabase_admin:postgres@127.0.0.1:${port}/template1?sslmode=disable`
		);
		await admin.connect();
		await admin.query('create database hosted template postgres strategy file_copy');
		await migrate(port);
		await admin.query('create database migrated template postgres strategy file_copy');
		await admin.query(
			'create database unchanged template postgres owner postgres strategy file_copy'
		);
		await admin.end();
		started(port);
		await asked;
	});
	ended.catch(reject);
	provide('port', await ready);
	return async () => {
		stop();
		await ended;
	};
}
