import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { startStack } from '../../local/stack.ts';
import type { Stack } from '../../local/stack.ts';
import { organizationId, personId, sizeOf, sow } from './sow.ts';

/** A role that only these tests have: it sees past row level security, as a query by hand does. */
export const withoutRls = 'without_rls';

/** A stack with as many tasks, made once and kept until a migration changes. */
export async function startVolume(tasks: number, log: (line: string) => void): Promise<Stack> {
	const folder = fileURLToPath(new URL(`../../.local/volume-${tasks}`, import.meta.url));
	const isSown = join(folder, 'sown');
	const start = (reset: true | 'when-changed') =>
		startStack({
			dataDir: folder,
			reset,
			ports: { gateway: 0, database: 0, workos: 0 },
			durable: false,
			command: 'npm run test:volume'
		});
	const before = existsSync(join(folder, 'database.json'));
	let stack = await start('when-changed');
	if (before && existsSync(isSown) && (await countTasks(stack)) < tasks) rmSync(isSown);
	if (!existsSync(isSown)) {
		await stack.stop();
		stack = await start(true);
		await makeRole(stack);
		await sow(stack.info.adminUrl, sizeOf(tasks), log);
		writeFileSync(isSown, '');
	}
	return stack;
}

async function countTasks({ info }: Stack): Promise<number> {
	return await asAdmin(info.adminUrl, async (client) => {
		const { rows } = await client.query(
			"select reltuples::float8 as n from pg_class where oid = 'public.tasks'::regclass"
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

async function asAdmin<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
	const client = new pg.Client({ connectionString: url });
	await client.connect();
	try {
		return await work(client);
	} finally {
		await client.end();
	}
}

/** A token of somebody there: person 0 is an admin, the others are members. */
export async function tokenOf(
	{ env }: Stack,
	organization: number,
	person: number,
	role = 'authenticated'
): Promise<string> {
	const now = Math.floor(Date.now() / 1000);
	const userRole = person === 0 ? 'admin' : 'member';
	const claims = {
		...{ role, sub: personId(organization, person), org_id: organizationId(organization) },
		...{ sid: 'session_volume', user_role: userRole, roles: [userRole] },
		...{ iss: env.WORKOS_ISSUER, iat: now, exp: now + 6 * 3600 }
	};
	const response = await fetch(new URL('/_test/tokens', env.WORKOS_API_URL), {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ claims })
	});
	return ((await response.json()) as { token: string }).token;
}
