import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import type { Child } from '../../../../local/children.ts';
import { startPostgres } from '../../../../local/postgres.ts';
import { startPostgrest } from '../../../../local/postgrest.ts';
import { startOf } from '../../../../local/processes.ts';
import { stack } from '../../../stack.ts';
import { dataDir } from './global-setup.ts';

/*
 * The parts of the data side, to be killed and started again as whoever runs them would.
 */

const folder = join(dataDir, 'postgres');
const postgresPort = Number(new URL(stack.adminUrl).port);
const postgrestPort = Number(new URL(stack.postgrestUrl).port);
const started: Child[] = [];

/** Postgres' first process, which starts all the others. */
export function postmaster(): number {
	return Number(readFileSync(join(folder, 'postmaster.pid'), 'utf8').split('\n')[0]);
}

/** Ends Postgres as a power cut does, with all its processes. */
export async function killPostgres(): Promise<void> {
	const pids = [postmaster(), ...childrenOf(postmaster())];
	for (const pid of pids) kill(pid, 'SIGKILL');
	while (pids.some((pid) => startOf(pid) !== null)) await moment();
}

export async function startPostgresAgain(): Promise<void> {
	const { child } = await startPostgres({
		folder,
		logFile: join(dataDir, 'postgres.log'),
		port: postgresPort,
		beforeListening: async () => {},
		durable: true,
		startOver: false
	});
	started.push(child);
}

/** One of Postgres' processes, as when the system runs out of memory: it restarts by itself. */
export async function killBackend(): Promise<void> {
	const { rows } = await asAdmin(
		`select pid from pg_stat_activity where usename = 'authenticator' limit 1`
	);
	kill(Number(rows[0].pid), 'SIGKILL');
}

function findPostgrest(): number | undefined {
	const table = execFileSync('ps', ['-A', '-o', 'pid=,args='], { encoding: 'utf8' });
	const pids = table
		.split('\n')
		.filter((line) => /\/postgrest( |$)/.test(line))
		.map((line) => Number(line.trim().split(' ')[0]));
	const mine = `PGRST_SERVER_PORT=${postgrestPort}`;
	return pids.find((pid) => environmentOf(pid).includes(mine));
}

export async function killPostgrest(): Promise<void> {
	const pid = findPostgrest();
	if (!pid) throw new Error('PostgREST does not run.');
	kill(pid, 'SIGKILL');
	while (startOf(pid) !== null) await moment();
}

export async function startPostgrestAgain(): Promise<void> {
	const keysFile = join(dataDir, 'jwks.json');
	const { keys } = JSON.parse(readFileSync(keysFile, 'utf8')) as { keys: { kid?: string }[] };
	const { child } = await startPostgrest({
		port: postgrestPort,
		databasePort: postgresPort,
		keysFile,
		logFile: join(dataDir, 'postgrest.log'),
		keys: { keys: keys.filter(({ kid }) => !kid?.startsWith('probe-')) as JsonWebKey[] },
		beforeListening: async () => {}
	});
	started.push(child);
}

/** What another worker of these tests started has ended with it. */
export async function startWhatIsDown(): Promise<void> {
	const client = await connect().catch(() => null);
	if (client) await client.end();
	else await startPostgresAgain();
	if (!findPostgrest()) await startPostgrestAgain();
}

/** Ends what was started here, at the end. */
export async function stopStarted(): Promise<void> {
	for (const child of started.splice(0).reverse()) await child.stop();
}

/** Asks as the superuser, on a connection of its own. */
export async function asAdmin(sql: string, values: unknown[] = []): Promise<pg.QueryResult> {
	const client = await connect();
	try {
		return await client.query(sql, values);
	} finally {
		await client.end();
	}
}

export async function connect(): Promise<pg.Client> {
	const client = new pg.Client({ connectionString: stack.adminUrl });
	// It may be on the other end of what is killed.
	client.on('error', () => {});
	await client.connect();
	return client;
}

function childrenOf(parent: number): number[] {
	const table = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' });
	return table
		.trim()
		.split('\n')
		.map((line) => line.trim().split(/\s+/).map(Number))
		.filter(([, ppid]) => ppid === parent)
		.map(([pid = 0]) => pid);
}

function environmentOf(pid: number): string[] {
	try {
		return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
	} catch {
		return [];
	}
}

function kill(pid: number, signal: NodeJS.Signals): void {
	try {
		process.kill(pid, signal);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
	}
}

const moment = () => new Promise((resume) => setTimeout(resume, 10));
