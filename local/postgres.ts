import { chownSync, closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { runChild, startChild } from './children.ts';
import type { Child } from './children.ts';
import { findPrograms } from './postgres-programs.ts';
import { commandOf, startOf } from './processes.ts';
import { openPlaceFor, unprivilegedUser } from './unprivileged.ts';
import type { User } from './unprivileged.ts';

/** As in Supabase' own local stack. The server listens on the loopback interface only. */
export const password = 'postgres';

export interface Postgres {
	child: Child;
	/** True when this start made the database cluster. */
	isNew: boolean;
	/** Asks the system to write everything to the disk; a new cluster skips that for speed. */
	sync(): Promise<void>;
}

interface PostgresOptions {
	folder: string;
	logFile: string;
	port: number;
	/** Called right before the server takes its port. */
	beforeListening: () => Promise<void>;
	/** False trades safety against a power cut for speed. */
	durable: boolean;
	/** Throw away what is there. */
	startOver: boolean;
}

/** The connection string of a role on the local server. */
export function urlFor(role: string, port: number): string {
	return `postgresql://${role}:${password}@127.0.0.1:${port}/postgres`;
}

/** Starts the server on its data folder, which is made first when it is not there. */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
	const user = unprivilegedUser();
	const programs = findPrograms(user);
	const folder = openPlaceFor(options.folder, user);
	await endOrphan(folder);
	if (options.startOver) rmSync(folder, { recursive: true, force: true });
	const isNew = !existsSync(join(folder, 'PG_VERSION'));
	if (isNew) await createCluster(folder, programs, user);

	const log = openSync(options.logFile, 'w');
	await options.beforeListening();
	const child = await startChild({
		command: join(programs, 'postgres'),
		args: ['-D', folder, ...settings(options)],
		env: { PATH: process.env.PATH, TZ: 'UTC', LC_MESSAGES: 'C' },
		cwd: '/',
		user,
		stdio: ['ignore', log, log],
		// Fast shutdown: clients are cut off, the data is written.
		stopSignal: 'SIGINT'
	});
	closeSync(log);
	await answering(child, options);
	const sync = () => initdb(programs, ['--sync-only', '-D', folder], user);
	return { child, isNew, sync: isNew && options.durable ? sync : async () => {} };
}

function settings({ port, durable }: PostgresOptions): string[] {
	const values: Record<string, string> = {
		listen_addresses: '127.0.0.1',
		port: String(port),
		// Only TCP: the path of a socket in a deep folder would be too long.
		unix_socket_directories: '',
		max_connections: '80',
		shared_buffers: '128MB',
		max_wal_size: '512MB',
		random_page_cost: '1.1',
		timezone: 'UTC',
		log_timezone: 'UTC',
		shared_preload_libraries: 'pg_stat_statements'
	};
	if (!durable) {
		Object.assign(values, { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off' });
	}
	return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

async function createCluster(folder: string, programs: string, user: User | null) {
	rmSync(folder, { recursive: true, force: true });
	mkdirSync(folder, { recursive: true, mode: 0o700 });
	const passwordFile = join(folder, '..', 'password');
	writeFileSync(passwordFile, password);
	if (user) {
		chownSync(folder, user.uid, user.gid);
		chownSync(passwordFile, user.uid, user.gid);
	}
	// Not every system has the first two; the parser of full-text search needs one of them to know
	// letters beyond ASCII. Sorting is ICU's, the same everywhere and as on hosted projects.
	const characters = ['C.UTF-8', 'en_US.UTF-8', 'C'];
	try {
		for (const [index, locale] of characters.entries()) {
			try {
				return await initdb(programs, initdbArgs(folder, passwordFile, locale), user);
			} catch (error) {
				if (index === characters.length - 1) throw error;
			}
		}
	} finally {
		unlinkSync(passwordFile);
	}
}

async function initdb(programs: string, args: string[], user: User | null) {
	await runChild({
		command: join(programs, 'initdb'),
		args,
		cwd: '/',
		user,
		// It runs a server of its own for a moment. What it leaves half done is made anew.
		wholeGroup: true,
		stopSignal: 'SIGKILL'
	});
}

function initdbArgs(folder: string, passwordFile: string, locale: string): string[] {
	return [
		...['-D', folder, '-U', 'supabase_admin', '--pwfile', passwordFile],
		...['-A', 'scram-sha-256', '--encoding', 'UTF8', '--locale', 'C', '--lc-ctype', locale],
		...['--locale-provider', 'icu', '--icu-locale', 'en-US', '--no-sync', '--no-instructions']
	];
}

async function answering(child: Child, { port, logFile }: PostgresOptions) {
	let ended: string | undefined;
	void child.ended.then((how) => (ended = how));
	for (;;) {
		const client = new pg.Client({ connectionString: urlFor('supabase_admin', port) });
		client.on('error', () => {});
		try {
			await client.connect();
			await client.end();
			return;
		} catch (error) {
			if (ended) {
				const log = readFileSync(logFile, 'utf8').trim().split('\n').slice(-5).join('\n');
				throw new Error(`Postgres ${ended} while starting. Its log says:\n${log}`, {
					cause: error
				});
			}
			// 57P03: recovering after a crash, which takes as long as it takes.
			const { code } = error as { code?: string };
			if (code !== 'ECONNREFUSED' && code !== 'ECONNRESET' && code !== '57P03') throw error;
			await new Promise((done) => setTimeout(done, 15));
		}
	}
}

/**
 * A server that outlived its parent is ended, since the lock of the data folder says that nobody
 * uses it. A file that names a process which is no such server is a leftover of a crash.
 */
async function endOrphan(folder: string) {
	const pidFile = join(folder, 'postmaster.pid');
	if (!existsSync(pidFile)) return;
	const pid = Number(readFileSync(pidFile, 'utf8').split('\n')[0]);
	if (startOf(pid) === null || !commandOf(pid).includes(folder)) {
		rmSync(pidFile, { force: true });
		return;
	}
	process.kill(pid, 'SIGINT');
	const deadline = Date.now() + 10_000;
	while (startOf(pid) !== null) {
		if (Date.now() > deadline) process.kill(pid, 'SIGKILL');
		await new Promise((done) => setTimeout(done, 25));
	}
	rmSync(pidFile, { force: true });
}
