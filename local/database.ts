import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { runChild } from './children.ts';
import { urlFor } from './postgres.ts';

const project = fileURLToPath(new URL('..', import.meta.url));
const migrations = join(project, 'supabase', 'migrations');
const seed = join(project, 'supabase', 'seed.sql');
const baseline = join(project, 'local', 'hosted.sql');

export type DefaultGrants = 'granted' | 'revoked';

/** What a database was made from, by hash. Written when it is complete. */
interface Record {
	baseline: string;
	seed: string;
	migrations: { [file: string]: string };
}

export interface Comparison {
	/** Migrations were added, which can be applied to what is there. */
	isBehind: boolean;
	/** Something it was made from is not what it was: only a new database can follow. */
	isOutdated: boolean;
	/** Of that, what migrations stand on: those that were added may fail. */
	isBaseOutdated: boolean;
}

/** How the database compares with the files it was made from; null when none is complete. */
export function compareWithFiles(
	recordFile: string,
	defaultGrants: DefaultGrants
): Comparison | null {
	if (!existsSync(recordFile)) return null;
	const then: Record = JSON.parse(readFileSync(recordFile, 'utf8'));
	const now = describeFiles(defaultGrants);
	const isKept = Object.entries(then.migrations).every(
		([file, hash]) => now.migrations[file] === hash
	);
	return {
		isBehind: Object.keys(now.migrations).some((file) => !(file in then.migrations)),
		isOutdated: !isKept || then.baseline !== now.baseline || then.seed !== now.seed,
		isBaseOutdated: !isKept || then.baseline !== now.baseline
	};
}

/** Makes a new cluster look like a new hosted project. */
export async function makeHosted(port: number, defaultGrants: DefaultGrants): Promise<void> {
	const sql = readFileSync(baseline, 'utf8');
	await runSql(port, 'supabase_admin', `set local.default_grants = '${defaultGrants}';\n${sql}`);
}

/** Applies what is pending in supabase/migrations, with Supabase' own tool. */
export async function migrate(port: number, env: NodeJS.ProcessEnv = {}): Promise<void> {
	const url = `${urlFor('postgres', port)}?sslmode=disable`;
	// Also those that are numbered before applied ones: a newer Orgdeck brings some.
	const args = ['migration', 'up', `--remote=${url}`, '--include-all', '--yes'];
	await supabase(args, env);
}

/** The demo data, once. */
export async function plantSeed(port: number): Promise<void> {
	if (!existsSync(seed)) return;
	await runSql(port, 'postgres', readFileSync(seed, 'utf8'));
}

/** Notes what the database was made from, so that the next start can compare. */
export function writeRecord(recordFile: string, defaultGrants: DefaultGrants): void {
	const before: Record | null = existsSync(recordFile)
		? JSON.parse(readFileSync(recordFile, 'utf8'))
		: null;
	const now = describeFiles(defaultGrants);
	// What the data came from stays true; only added migrations are new.
	const record = before
		? { ...before, migrations: { ...now.migrations, ...before.migrations } }
		: now;
	writeFileSync(recordFile, JSON.stringify(record, null, '\t'));
}

/** Runs the Supabase CLI in this project and returns what it printed. */
export function supabase(args: string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
	return runChild({
		command: findSupabase(),
		args: [...args, '--workdir', project],
		env: { ...process.env, ...env, SUPABASE_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' }
	});
}

/** The CLI's own program; its Node wrapper would cost a tenth of a second and a process more. */
function findSupabase(): string {
	const { resolve } = createRequire(import.meta.url);
	const system = process.platform === 'win32' ? 'windows' : process.platform;
	for (const libc of ['', '-musl']) {
		const name = `@supabase/cli-${system}-${process.arch}${libc}`;
		try {
			const program = process.platform === 'win32' ? 'supabase.exe' : 'supabase';
			return join(dirname(resolve(`${name}/package.json`)), 'bin', program);
		} catch {
			continue;
		}
	}
	throw new Error('The Supabase CLI is not installed for this platform. Run `npm ci`.');
}

function describeFiles(defaultGrants: DefaultGrants): Record {
	const files = existsSync(migrations) ? readdirSync(migrations) : [];
	const applied = files.filter((file) => /^\d+_.*\.sql$/.test(file)).sort();
	return {
		baseline: `${hashOf(baseline)} ${defaultGrants}`,
		seed: existsSync(seed) ? hashOf(seed) : '',
		migrations: Object.fromEntries(applied.map((file) => [file, hashOf(join(migrations, file))]))
	};
}

function hashOf(file: string): string {
	return createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 16);
}

async function runSql(port: number, role: string, sql: string) {
	const client = new pg.Client({ connectionString: urlFor(role, port) });
	await client.connect();
	try {
		await client.query(sql);
	} finally {
		await client.end();
	}
}
