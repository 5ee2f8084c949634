import { join } from 'node:path';
import { makeHosted, migrate, plantSeed, writeRecord } from './database.ts';
import type { DefaultGrants } from './database.ts';
import { gatewayKey, startGateway } from './gateway.ts';
import type { ReservedPort } from './ports.ts';
import { startPostgres } from './postgres.ts';
import type { Postgres } from './postgres.ts';
import { startPostgrest } from './postgrest.ts';
import type { Keys } from './postgrest.ts';
import type { Running } from './running.ts';

export interface Supabase {
	postgrestUrl: string;
	/** Accepts tokens that are signed with these keys from now on. */
	setKeys(keys: Keys): Promise<void>;
	/** Resolves with a sentence when Postgres or PostgREST ends by itself. */
	broken: Promise<string>;
}

interface SupabaseOptions {
	dataDir: string;
	recordFile: string;
	ports: { gateway: ReservedPort; database: ReservedPort; postgrest: ReservedPort };
	jwtSecret: string;
	/** The public keys of whoever signs the tokens of people. */
	keys: () => Promise<Keys>;
	defaultGrants: DefaultGrants;
	durable: boolean;
	/** Make a new database. */
	isNew: boolean;
	/** Apply migrations that were added. */
	isBehind: boolean;
	env: NodeJS.ProcessEnv;
}

/** Starts what stands for a Supabase project: Postgres, the Data API and the gateway before it. */
export async function startSupabase(options: SupabaseOptions, running: Running): Promise<Supabase> {
	const { dataDir, ports, jwtSecret } = options;
	const postgres = await startDatabase(options, running);

	const withOurs = ({ keys }: Keys): Keys => ({ keys: [...keys, gatewayKey(jwtSecret)] });
	const postgrestLog = join(dataDir, 'postgrest.log');
	const postgrest = await startPostgrest({
		port: ports.postgrest.port,
		databasePort: ports.database.port,
		keysFile: join(dataDir, 'jwks.json'),
		logFile: postgrestLog,
		keys: withOurs(await options.keys()),
		beforeListening: ports.postgrest.release
	});
	running.add(postgrest.child.stop);

	await ports.gateway.release();
	const upstream = new URL(postgrest.url);
	const gateway = await startGateway({ port: ports.gateway.port, upstream, jwtSecret });
	running.add(gateway.stop);

	// Nobody waits for the disk but the end.
	const synced = postgres.sync().catch(() => {});
	running.add(() => synced);
	return {
		postgrestUrl: postgrest.url,
		setKeys: (keys) => postgrest.setKeys(withOurs(keys)),
		broken: Promise.race([
			postgres.child.ended.then((how) => `Postgres ${how}; see ${logOf(dataDir)}.`),
			postgrest.child.ended.then((how) => `PostgREST ${how}; see ${postgrestLog}.`)
		])
	};
}

async function startDatabase(options: SupabaseOptions, running: Running): Promise<Postgres> {
	const { dataDir, recordFile, defaultGrants, durable, isBehind } = options;
	const { port, release } = options.ports.database;
	const postgres = await startPostgres({
		folder: join(dataDir, 'postgres'),
		logFile: logOf(dataDir),
		port,
		beforeListening: release,
		durable,
		startOver: options.isNew
	});
	running.add(postgres.child.stop);
	const { isNew } = postgres;
	if (isNew) await makeHosted(port, defaultGrants);
	if (isNew || isBehind) await migrate(port, options.env);
	if (isNew) await plantSeed(port);
	// Last, so that a database that was left half made is made anew.
	if (isNew || isBehind) writeRecord(recordFile, defaultGrants);
	return postgres;
}

function logOf(dataDir: string): string {
	return join(dataDir, 'postgres.log');
}
