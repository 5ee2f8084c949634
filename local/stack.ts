import { mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { compareWithFiles } from './database.ts';
import type { DefaultGrants } from './database.ts';
import { publishableKey, secretKey } from './gateway.ts';
import { takeLock } from './lock.ts';
import { urlFor } from './postgres.ts';
import type { Keys } from './postgrest.ts';
import { Running } from './running.ts';
import { secretsIn } from './secrets.ts';
import type { Secrets } from './secrets.ts';
import { announceStack } from './stack-file.ts';
import type { StackEnvironment, StackInfo } from './stack-file.ts';
import { startSupabase } from './supabase.ts';
import type { Supabase } from './supabase.ts';
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
	/** Where the app takes WorkOS' webhooks; none are sent unless told. */
	webhookUrl?: string;
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

async function startParts(
	dataDir: string,
	options: StackOptions,
	running: Running
): Promise<{ info: StackInfo; broken: Promise<string> }> {
	const { defaultGrants = 'granted', durable = true } = options;
	const services = options.services ?? { supabase: true, workos: true };
	const recordFile = join(dataDir, 'database.json');
	const { isNew, isBehind } = prepareData(dataDir, recordFile, defaultGrants, options);
	const secrets = secretsIn(dataDir);

	const wanted = { ...usualPorts, ...options.ports };
	const [workosPort, database, gateway, postgrest] = await Promise.all([
		running.reserve(wanted.workos),
		running.reserve(wanted.database),
		running.reserve(wanted.gateway),
		running.reserve(0)
	]);
	const env = environmentOf(services, secrets, gateway.port, workosPort.port);
	options.onEnvironment?.(env);

	const parts: { supabase?: Supabase } = {};
	const workos = services.workos ? running.begin(startStandIn()) : null;
	async function startStandIn(): Promise<Workos> {
		await workosPort.release();
		const standIn = await startWorkos({
			port: workosPort.port,
			dataDir: join(dataDir, 'workos'),
			signInEndpoint: options.signInEndpoint,
			...(options.webhookUrl && {
				webhooks: { url: options.webhookUrl, secret: secrets.webhookSecret }
			}),
			onKeysChanged: (keys) => parts.supabase?.setKeys(keys)
		});
		running.add(standIn.stop);
		return standIn;
	}
	const supabaseOptions = {
		...{ dataDir, recordFile, defaultGrants, durable, isNew, isBehind, env },
		ports: { database, gateway, postgrest },
		jwtSecret: secrets.jwtSecret,
		keys: async () => (await workos)?.jwks() ?? options.keys ?? { keys: [] }
	};
	const [supabase] = await Promise.all([
		services.supabase ? running.begin(startSupabase(supabaseOptions, running)) : undefined,
		workos
	]);
	parts.supabase = supabase;

	const info: StackInfo = {
		pid: process.pid,
		env,
		databaseUrl: urlFor('postgres', database.port),
		adminUrl: urlFor('supabase_admin', database.port),
		jwtSecret: secrets.jwtSecret,
		postgrestUrl: supabase?.postgrestUrl ?? ''
	};
	running.add(announceStack(dataDir, info));
	return { info, broken: supabase?.broken ?? new Promise<string>(() => {}) };
}

/** Clears the data away where it has to be made anew, and says what there is to do. */
function prepareData(
	dataDir: string,
	recordFile: string,
	defaultGrants: DefaultGrants,
	{ reset, log, services }: StackOptions
): { isNew: boolean; isBehind: boolean } {
	const comparison = compareWithFiles(recordFile, defaultGrants);
	const isOutdated = comparison?.isOutdated ?? false;
	const startOver = reset === true || (reset === 'when-changed' && isOutdated);
	if (startOver) {
		for (const name of ['database.json', 'secrets.json', 'workos']) {
			rmSync(join(dataDir, name), { recursive: true, force: true });
		}
	} else if (comparison?.isBaseOutdated && comparison.isBehind && services?.supabase !== false) {
		throw new Error(
			'This database cannot follow: a migration was added, and what it was made from has changed as well. Start once with --reset to have a new one, with fresh demo data.'
		);
	} else if (isOutdated && services?.supabase !== false) {
		log?.(
			'The demo data or a migration has changed since this database was made: start once with --reset to have the new one.'
		);
	}
	return { isNew: startOver || !comparison, isBehind: comparison?.isBehind ?? false };
}

function environmentOf(
	services: { supabase: boolean; workos: boolean },
	secrets: Secrets,
	gatewayPort: number,
	workosPort: number
): StackEnvironment {
	const workosUrl = `http://127.0.0.1:${workosPort}`;
	return {
		...(services.supabase && {
			PUBLIC_SUPABASE_URL: `http://127.0.0.1:${gatewayPort}`,
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
}
