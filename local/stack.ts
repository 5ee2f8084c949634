import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { forgetFile, removeAfterCrash } from './children.ts';
import { compareWithFiles, makeHosted, migrate, plantSeed, writeRecord } from './database.ts';
import type { DefaultGrants } from './database.ts';
import { gatewayKey, publishableKey, secretKey, startGateway } from './gateway.ts';
import type { Gateway } from './gateway.ts';
import { takeLock } from './lock.ts';
import { reservePort } from './ports.ts';
import type { ReservedPort } from './ports.ts';
import { startPostgres, urlFor } from './postgres.ts';
import type { Postgres } from './postgres.ts';
import { startPostgrest } from './postgrest.ts';
import type { Keys, Postgrest } from './postgrest.ts';
import { startOf } from './processes.ts';
import { secretsIn } from './secrets.ts';
import { startWorkos } from './workos/server.ts';
import type { Workos } from './workos/server.ts';

/** The ports of Supabase' own local stack, and of WorkOS' emulator. */
const usualPorts = { gateway: 54321, database: 54322, workos: 4100 };

export interface StackOptions {
	/** Where everything that must outlive a restart is kept. One stack at a time per folder. */
	dataDir: string;
	/** Start over with new data: always, or when what the data was made from has changed. */
	reset?: boolean | 'when-changed';
	/** Told what is worth knowing while it starts. */
	log?: (line: string) => void;
	/** Where the stand-in of WorkOS sends people whose sign-in did not start in the app. */
	signInEndpoint?: string;
	/** Which generation of hosted projects the database resembles. */
	defaultGrants?: DefaultGrants;
	/** The wanted ports; the next free one is taken where one is in use, any free one for 0. */
	ports?: Partial<typeof usualPorts>;
	/** False trades safety against a power cut for speed. */
	durable?: boolean;
	/** Which services to run; both unless told. */
	services?: { supabase: boolean; workos: boolean };
	/** Public keys to accept in place of the stand-in's, when WorkOS is a real one. */
	keys?: Keys;
	/** What runs the stack, for the message of a second start. */
	command?: string;
	/** Called with the environment as soon as the ports are known, before anything answers. */
	onEnvironment?: (env: StackEnvironment) => void;
}

/** The variables of the application that a stack answers for. */
export type StackEnvironment = Record<
	| 'PUBLIC_SUPABASE_URL'
	| 'PUBLIC_SUPABASE_PUBLISHABLE_KEY'
	| 'SUPABASE_SECRET_KEY'
	| 'WORKOS_CLIENT_ID'
	| 'WORKOS_API_KEY'
	| 'WORKOS_WEBHOOK_SECRET'
	| 'WORKOS_API_URL'
	| 'WORKOS_ISSUER'
	| 'COOKIE_PASSWORD'
	| 'SYNC_SECRET',
	string
>;

export interface StackInfo {
	pid: number;
	env: StackEnvironment;
	/** As the role `postgres`, which owns the tables. */
	databaseUrl: string;
	/** As the superuser. */
	adminUrl: string;
	/** The HS256 secret of the project, with which Supabase Auth would sign. */
	jwtSecret: string;
	postgrestUrl: string;
}

export interface Stack {
	/** The variables the application needs, without ORIGIN; only those of the services it runs. */
	env: StackEnvironment;
	databaseUrl: string;
	info: StackInfo;
	/** Resolves with a sentence when a part ends by itself. */
	broken: Promise<string>;
	/** Notes where the application answers, for the message of a second start. */
	setUrl(url: string): void;
	stop(): Promise<void>;
}

/** Starts Postgres, the Data API, the gateway and the stand-in of WorkOS on the loopback interface. */
export async function startStack(options: StackOptions): Promise<Stack> {
	if (process.env.NODE_ENV === 'production') {
		throw new Error(
			'The local stack does not start with NODE_ENV=production: it is no place for real data.'
		);
	}
	const dataDir = resolve(options.dataDir);
	mkdirSync(dataDir, { recursive: true });
	const lock = takeLock(dataDir, options.command ?? 'the local stack');
	const running = new Running();
	const stop = async () => {
		await running.stop();
		lock.release();
	};
	try {
		const { info, broken } = await startParts(dataDir, options, running);
		const { env, databaseUrl } = info;
		return { env, databaseUrl, info, broken, setUrl: lock.setUrl, stop };
	} catch (error) {
		await stop();
		throw error;
	}
}

/** The running stack of a data folder, or null. */
export function readStack(dataDir: string): StackInfo | null {
	const file = join(resolve(dataDir), 'stack.json');
	if (!existsSync(file)) return null;
	const { started, ...info } = JSON.parse(readFileSync(file, 'utf8'));
	const isAlive = startOf(info.pid) === started;
	if (!isAlive) rmSync(file, { force: true });
	return isAlive ? info : null;
}

async function startParts(dataDir: string, options: StackOptions, running: Running) {
	const { log = () => {}, defaultGrants = 'granted', durable = true } = options;
	const services = options.services ?? { supabase: true, workos: true };
	const recordFile = join(dataDir, 'database.json');
	const stackFile = join(dataDir, 'stack.json');
	rmSync(stackFile, { force: true });

	const comparison = compareWithFiles(recordFile, defaultGrants);
	const startOver =
		options.reset === true || (options.reset === 'when-changed' && comparison?.isOutdated === true);
	if (startOver) {
		for (const name of ['database.json', 'secrets.json', 'workos']) {
			rmSync(join(dataDir, name), { recursive: true, force: true });
		}
	} else if (comparison?.isOutdated && services.supabase) {
		log(
			'The demo data or a migration has changed since this database was made: start once with --reset to have the new one.'
		);
	}
	const isNew = startOver || comparison === null;
	const secrets = secretsIn(dataDir);
	const wanted = { ...usualPorts, ...options.ports };
	const [workosPort, databasePort, gatewayPort, postgrestPort] = await Promise.all([
		running.reserve(wanted.workos),
		running.reserve(wanted.database),
		running.reserve(wanted.gateway),
		running.reserve(0)
	]);
	const workosUrl = `http://127.0.0.1:${workosPort.port}`;
	const env = {
		...(services.supabase && {
			PUBLIC_SUPABASE_URL: `http://127.0.0.1:${gatewayPort.port}`,
			PUBLIC_SUPABASE_PUBLISHABLE_KEY: publishableKey,
			SUPABASE_SECRET_KEY: secretKey
		}),
		...(services.workos && {
			WORKOS_CLIENT_ID: 'client_local',
			WORKOS_API_KEY: 'sk_test_local',
			WORKOS_WEBHOOK_SECRET: secrets.webhookSecret,
			WORKOS_API_URL: workosUrl,
			WORKOS_ISSUER: `${workosUrl}/user_management/client_local`
		}),
		COOKIE_PASSWORD: secrets.cookiePassword,
		SYNC_SECRET: secrets.syncSecret
	} as StackEnvironment;
	options.onEnvironment?.(env);

	let postgrest: Postgrest | undefined;
	const ourKey = gatewayKey(secrets.jwtSecret);
	const withOurs = ({ keys }: Keys): Keys => ({ keys: [...keys, ourKey] });

	const workos = startWorkosPart();
	async function startWorkosPart(): Promise<Workos | null> {
		if (!services.workos) return null;
		await workosPort.release();
		const started = await startWorkos({
			port: workosPort.port,
			dataDir: join(dataDir, 'workos'),
			signInEndpoint: options.signInEndpoint,
			onKeysChanged: (keys) => postgrest?.setKeys(withOurs(keys))
		});
		running.add(() => started.stop());
		return started;
	}

	const database = services.supabase ? startDatabasePart() : Promise.resolve(null);
	async function startDatabasePart(): Promise<Postgres> {
		const postgres = await startPostgres({
			folder: join(dataDir, 'postgres'),
			logFile: join(dataDir, 'postgres.log'),
			port: databasePort.port,
			beforeListening: databasePort.release,
			durable,
			startOver: isNew
		});
		running.add(() => postgres.child.stop());
		if (isNew) await makeHosted(databasePort.port, defaultGrants);
		if (isNew || comparison.isBehind) await migrate(databasePort.port, env);
		if (isNew) await plantSeed(databasePort.port);
		if (isNew || comparison.isBehind) writeRecord(recordFile, defaultGrants);
		return postgres;
	}

	const [standIn, postgres] = await running.all([workos, database]);
	let gateway: Gateway | undefined;
	if (postgres) {
		postgrest = await startPostgrest({
			port: postgrestPort.port,
			databasePort: databasePort.port,
			keysFile: join(dataDir, 'jwks.json'),
			logFile: join(dataDir, 'postgrest.log'),
			keys: withOurs(standIn?.jwks() ?? options.keys ?? { keys: [] }),
			beforeListening: postgrestPort.release
		});
		const { child, url } = postgrest;
		running.add(() => child.stop());
		await gatewayPort.release();
		gateway = await startGateway({
			port: gatewayPort.port,
			upstream: new URL(url),
			jwtSecret: secrets.jwtSecret
		});
		running.add(gateway.stop);
	}

	const info: StackInfo = {
		pid: process.pid,
		env,
		databaseUrl: urlFor('postgres', databasePort.port),
		adminUrl: urlFor('supabase_admin', databasePort.port),
		jwtSecret: secrets.jwtSecret,
		postgrestUrl: postgrest?.url ?? ''
	};
	removeAfterCrash(stackFile);
	const content = { ...info, started: startOf(process.pid) };
	writeFileSync(stackFile, JSON.stringify(content, null, '\t'), { mode: 0o600 });
	running.add(async () => {
		rmSync(stackFile, { force: true });
		forgetFile(stackFile);
	});

	const endings = [
		postgres?.child.ended.then((how) => `Postgres ${how}; see ${join(dataDir, 'postgres.log')}.`),
		postgrest?.child.ended.then((how) => `PostgREST ${how}; see ${join(dataDir, 'postgrest.log')}.`)
	].filter((ending) => ending !== undefined);
	if (postgres) running.add(await inBackground(postgres.sync));
	return { info, broken: endings.length ? Promise.race(endings) : new Promise<string>(() => {}) };
}

/** Starts a task that nobody waits for until the end. */
async function inBackground(task: () => Promise<void>): Promise<() => Promise<void>> {
	const done = task().catch(() => {});
	return () => done;
}

/** The parts that run, stopped in the opposite order; what is still starting is waited for. */
class Running {
	#stops: (() => Promise<unknown>)[] = [];
	#starting: Promise<unknown>[] = [];

	add(stop: () => Promise<unknown>) {
		this.#stops.push(stop);
	}

	async reserve(port: number): Promise<ReservedPort> {
		const reserved = await reservePort(port);
		this.add(reserved.release);
		return reserved;
	}

	/** Like Promise.all, but remembers what has not settled when one fails. */
	all<const T extends readonly Promise<unknown>[]>(parts: T) {
		this.#starting.push(...parts);
		return Promise.all(parts);
	}

	async stop() {
		await Promise.allSettled(this.#starting);
		for (const stop of this.#stops.splice(0).reverse()) await stop().catch(() => {});
	}
}
