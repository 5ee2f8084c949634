import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { startStack } from '../local/stack.ts';
import type { Stack } from '../local/stack.ts';
import { organizationId, personId, sizeOf, sow, type Crop, type OnProgress } from './sow.ts';

/** A role that only these databases have: it sees past row level security, as a query by hand does. */
export const withoutRls = 'without_rls';

interface VolumeOptions {
	crop?: Crop;
	/** Fill it anew, whatever is there. */
	reset?: boolean;
	/** What runs it, for the message of a second start. */
	command?: string;
	onProgress?: OnProgress;
}

/** A stack with as many rows, made once and kept until a migration or what it is filled with changes. */
export async function startVolume(rows: number, options: VolumeOptions = {}): Promise<Stack> {
	const { crop = 'tasks', reset = false, command = 'npm run bench' } = options;
	const folder = fileURLToPath(new URL(`../.local/bench-${crop}-${rows}`, import.meta.url));
	const mark = join(folder, 'sown');
	const start = (reset: true | 'when-changed') =>
		startStack({
			dataDir: folder,
			reset,
			ports: { gateway: 0, database: 0, workos: 0 },
			// What a write costs is counted with what the disk costs.
			durable: crop === 'audit_events',
			command
		});
	const isSown = () => existsSync(mark) && readFileSync(mark, 'utf8') === seeds;
	if (!reset && isSown()) {
		const stack = await start('when-changed');
		if ((await countRows(stack, crop)) >= rows) return stack;
		await stack.stop();
	}
	rmSync(mark, { force: true });
	const stack = await start(true);
	try {
		await makeRole(stack);
		await sow(stack.info.adminUrl, crop, sizeOf(rows), options.onProgress ?? (() => {}));
		writeFileSync(mark, seeds);
		return stack;
	} catch (error) {
		await stack.stop();
		throw error;
	}
}

/** What databases are filled with, by hash: one that was filled otherwise is filled anew. */
const seeds = createHash('sha256')
	.update(readFileSync(new URL('sow.ts', import.meta.url)))
	.digest('hex');

async function countRows({ info }: Stack, crop: Crop): Promise<number> {
	return await asAdmin(info.adminUrl, async (client) => {
		const { rows } = await client.query(
			'select reltuples::float8 as n from pg_class where oid = $1::regclass',
			[`public.${crop}`]
		);
		return rows[0].n * 1.02;
	});
}

async function makeRole({ info }: Stack): Promise<void> {
	await asAdmin(info.adminUrl, async (client) => {
		await client.query(`create role ${withoutRls} nologin bypassrls role authenticator`);
		await client.query(`grant usage on schema public to ${withoutRls}`);
		await client.query(`grant select on all tables in schema public to ${withoutRls}`);
		await client.query(`grant execute on all functions in schema public to ${withoutRls}`);
		await client.query("notify pgrst, 'reload config'");
	});
}

/** Runs something as the superuser. */
export async function asAdmin<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
	const client = new pg.Client({ connectionString: url });
	await client.connect();
	try {
		return await work(client);
	} finally {
		await client.end();
	}
}

/** What a token of somebody there says: person 0 is an admin, the others are members. */
export function claimsOf(
	{ env }: Stack,
	organization: number,
	person: number,
	role = 'authenticated'
) {
	const now = Math.floor(Date.now() / 1000);
	const userRole = person === 0 ? 'admin' : 'member';
	return {
		...{ role, sub: personId(organization, person), org_id: organizationId(organization) },
		...{ sid: session, user_role: userRole, roles: [userRole], auth_time: now },
		...{ iss: env.WORKOS_ISSUER, iat: now, exp: now + 6 * 3600 }
	};
}

/** The session of everybody there. */
export const session = 'session_volume';

/** A token of somebody there. */
export async function tokenOf(
	stack: Stack,
	organization: number,
	person: number,
	role?: string
): Promise<string> {
	return sign(stack, claimsOf(stack, organization, person, role));
}

/** Has the stand-in of WorkOS sign any claims. */
export async function sign({ env }: Stack, claims: object): Promise<string> {
	const response = await fetch(new URL('/_test/tokens', env.WORKOS_API_URL), {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ claims })
	});
	return ((await response.json()) as { token: string }).token;
}

/** A connection that speaks as PostgREST does for somebody there, or as somebody past row level security. */
export async function speak(
	stack: Stack,
	organization: number,
	person: number,
	role = 'authenticated'
): Promise<pg.Client> {
	const url = new URL(stack.databaseUrl);
	url.username = 'authenticator';
	const client = new pg.Client({ connectionString: url.href });
	await client.connect();
	await client.query("select set_config('request.jwt.claims', $1, false)", [
		JSON.stringify(claimsOf(stack, organization, person, role))
	]);
	// What takes too long is measured all the same.
	await client.query(`set role ${role}; set statement_timeout = 0`);
	return client;
}
