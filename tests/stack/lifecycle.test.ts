import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startStack } from '../../local/stack.ts';
import { readStack } from '../../local/stack-file.ts';
import { isOpenToAll, unprivilegedUser } from '../../local/unprivileged.ts';
import { stack as sharedStack } from '../stack.ts';
import { people } from '../world.ts';
import { expectGone, killAll, newFolder, project, run, runStack } from './run.ts';

const folder = newFolder();
const lockFile = join(folder, 'lock.json');
const user = unprivilegedUser();

// Making the data takes most of the time of a start, so all tests here share one folder.
beforeAll(async () => {
	const { command } = await runStack(folder);
	command.interrupt();
	await command.ended;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function query(sql: string): Promise<unknown[]> {
	const { databaseUrl } = readStack(folder) ?? {};
	const client = new pg.Client({ connectionString: databaseUrl });
	await client.connect();
	const { rows } = await client.query(sql);
	await client.end();
	return rows;
}

describe('npm run stack', () => {
	test('prints the environment of the app as one line, once everything answers', async () => {
		const { command, env } = await runStack(folder);
		expect(command.output().trim().split('\n')).toHaveLength(1);
		expect(env).toMatchObject({
			PUBLIC_SUPABASE_PUBLISHABLE_KEY: 'sb_publishable_local',
			SUPABASE_SECRET_KEY: 'sb_secret_local',
			WORKOS_CLIENT_ID: 'client_local',
			WORKOS_API_KEY: 'sk_test_local',
			ORIGIN: 'http://localhost:5173'
		});
		for (const name of ['COOKIE_PASSWORD', 'WORKOS_WEBHOOK_SECRET', 'SYNC_SECRET']) {
			expect(env[name]?.length, name).toBeGreaterThanOrEqual(32);
		}
		const keys = await fetch(`${env.WORKOS_API_URL}/sso/jwks/client_local`);
		expect(keys.status).toBe(200);
		const api = await fetch(`${env.PUBLIC_SUPABASE_URL}/rest/v1/`, {
			headers: { apikey: 'sb_secret_local' }
		});
		expect(api.status).toBe(200);
		command.interrupt();
		expect(await command.ended).toEqual({ code: 0, signal: null });
	});

	test.for(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
		'leaves nothing behind after %s',
		async (signal) => {
			const { command } = await runStack(folder);
			const family = command.family();
			expect(family.length).toBeGreaterThan(3);
			command.process.kill(signal);
			expect(await command.ended).toEqual({ code: 0, signal: null });
			await expectGone(family);
			expect(existsSync(lockFile)).toBe(false);
			expect(existsSync(join(folder, 'stack.json'))).toBe(false);
		}
	);

	test('leaves nothing behind when it is killed', async () => {
		const { command } = await runStack(folder);
		const family = command.family();
		command.process.kill('SIGKILL');
		await expectGone(family);
		expect(existsSync(lockFile)).toBe(false);
		expect(existsSync(join(folder, 'stack.json'))).toBe(false);

		const { command: next } = await runStack(folder);
		next.interrupt();
		expect(await next.ended).toEqual({ code: 0, signal: null });
	});

	test('leaves nothing behind when it is interrupted while it starts', async () => {
		const command = run(['stack', '--json', '--data', folder]);
		await expect.poll(() => existsSync(lockFile), { interval: 1 }).toBe(true);
		const family = command.family();
		command.interrupt();
		await command.ended;
		await expectGone(family);
		// With what it says, should it still be there.
		await expect.poll(() => existsSync(lockFile) && readFileSync(lockFile, 'utf8')).toBe(false);
	});

	test('starts again when even the watchdog was killed', async () => {
		const { command } = await runStack(folder);
		const family = command.family();
		killAll(family);
		await expectGone(family);
		expect(existsSync(lockFile)).toBe(true);

		const { command: next } = await runStack(folder);
		next.interrupt();
		expect(await next.ended).toEqual({ code: 0, signal: null });
	});

	test('says so when a part ends by itself, and stops the rest', async () => {
		const { command } = await runStack(folder);
		const family = command.family();
		const postmaster = Number(
			readFileSync(join(folder, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]
		);
		process.kill(postmaster, 'SIGKILL');
		expect(await command.ended).toEqual({ code: 1, signal: null });
		expect(command.output()).toMatch(/Postgres was ended by SIGKILL; see .*postgres\.log/);
		await expectGone(family);
	});

	test('refuses a second start and says who runs', async () => {
		const { command } = await runStack(folder);
		const second = run(['stack', '--data', folder]);
		expect(await second.ended).toEqual({ code: 1, signal: null });
		expect(second.output().trim().split('\n')).toEqual([
			expect.stringMatching(`\`npm run stack\` already runs .*\\(process ${command.process.pid}\\)`)
		]);
		command.interrupt();
		await command.ended;
	});

	test('clears a lock whose process id now belongs to somebody else', async () => {
		writeFileSync(
			lockFile,
			JSON.stringify({ pid: process.pid, started: 'another time', command: 'npm run stack' })
		);
		const { command } = await runStack(folder);
		command.interrupt();
		expect(await command.ended).toEqual({ code: 0, signal: null });
	});

	test('refuses to be used in production', async () => {
		const command = run(['stack', '--data', folder], { env: { NODE_ENV: 'production' } });
		expect(await command.ended).toEqual({ code: 1, signal: null });
		expect(command.output()).toMatch(/does not start with NODE_ENV=production/);
	});

	test('keeps its data over a restart, until it is told to start over', async () => {
		const first = await runStack(folder);
		const before = await keySetOf(first.env);
		await query(
			`insert into public.organizations (id, name, slug, created_at, updated_at) values ('org_kept', 'Kept', 'kept', now(), now())`
		);
		first.command.interrupt();
		await first.command.ended;

		const second = await runStack(folder);
		expect(await query(`select name from public.organizations where id = 'org_kept'`)).toHaveLength(
			1
		);
		expect(second.env.COOKIE_PASSWORD).toBe(first.env.COOKIE_PASSWORD);
		expect(await keySetOf(second.env)).toEqual(before);
		second.command.interrupt();
		await second.command.ended;

		const third = await runStack(folder, ['--reset']);
		expect(await query(`select name from public.organizations where id = 'org_kept'`)).toEqual([]);
		expect(await query(`select name from public.organizations where slug = 'acme'`)).toHaveLength(
			1
		);
		third.command.interrupt();
		await third.command.ended;
	});

	test('accepts tokens that are signed with a new key at once', async () => {
		const { command, env } = await runStack(folder);
		const before = await keySetOf(env);
		await post(`${env.WORKOS_API_URL}/_test/keys/rotate`, {});
		expect(await keySetOf(env)).not.toEqual(before);
		const token = await signToken(env.WORKOS_API_URL);
		expect(await readOrganizations(env.PUBLIC_SUPABASE_URL, token)).toEqual([200, []]);
		command.interrupt();
		await command.ended;
	});

	test('accepts the tokens of a WorkOS that is not its own', async () => {
		const real = sharedStack.env;
		const { keys } = await (await fetch(`${real.WORKOS_API_URL}/sso/jwks/client_local`)).json();
		const services = { supabase: true, workos: false };
		const own = await startStack({ dataDir: folder, services, keys: { keys } });
		try {
			expect(own.env).not.toHaveProperty('WORKOS_API_URL');
			const token = await signToken(real.WORKOS_API_URL);
			expect(await readOrganizations(own.env.PUBLIC_SUPABASE_URL, token)).toEqual([200, []]);
		} finally {
			await own.stop();
		}
	});

	test('runs Postgres as somebody else for root, and as oneself for everybody else', async () => {
		const { command } = await runStack(folder);
		expect(user?.uid).not.toBe(0);
		expect(statSync(join(folder, 'postgres')).uid).toBe(user?.uid ?? process.getuid?.());
		command.interrupt();
		expect(await command.ended).toEqual({ code: 0, signal: null });
	});

	test.runIf(user && isOpenToAll(project))('works for an ordinary user too', async () => {
		execFileSync('chown', ['-R', `${user?.uid}:${user?.gid}`, folder]);
		const command = run(['stack', '--json', '--data', folder], {
			uid: user?.uid,
			gid: user?.gid,
			env: { HOME: folder }
		});
		const env = JSON.parse(await command.line(/^\{/));
		const answer = await fetch(`${env.PUBLIC_SUPABASE_URL}/rest/v1/organizations`, {
			headers: { apikey: env.PUBLIC_SUPABASE_PUBLISHABLE_KEY }
		});
		expect([answer.status, (await answer.json()).code]).toEqual([401, '42501']);
		command.interrupt();
		expect(await command.ended).toEqual({ code: 0, signal: null });
	});
});

describe('npm run dev', () => {
	test('serves the dashboard with the demo people, and stops without a trace', async () => {
		const command = run(['dev', '--port', '0', '--data', folder]);
		const [origin = ''] = (await command.line(/runs on http/)).match(/http:\S+/) ?? [];
		await command.line(/Ctrl-C/);
		for (const { email } of Object.values(people)) expect(command.output()).toContain(email);
		expect(command.output()).toContain('Connect real services');

		const page = await fetch(origin);
		expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html']);
		const signIn = await fetch(`${origin}/sign-in?returnTo=/orgs`, { redirect: 'manual' });
		const hosted = await fetch(signIn.headers.get('location') ?? '');
		expect(await hosted.text()).toContain(people.ada.email);

		const second = run(['dev', '--port', '0', '--data', folder]);
		expect(await second.ended).toEqual({ code: 1, signal: null });
		expect(second.output()).toContain(`\`npm run dev\` already runs on ${origin} `);

		const family = command.family();
		command.interrupt();
		expect(await command.ended).toEqual({ code: 0, signal: null });
		await expectGone(family);
	});

	test('does not guess the rest of a service that .env sets in part', async () => {
		writeFileSync(join(folder, '.env'), 'WORKOS_API_KEY=sk_test_real\n');
		const command = run(['dev', '--data', folder], { cwd: folder });
		expect(await command.ended).toEqual({ code: 1, signal: null });
		expect(command.output()).toMatch(/^WORKOS_API_KEY is set, but not WORKOS_CLIENT_ID: /);
		expect(command.output().trim().split('\n')).toHaveLength(1);
	});
});

async function post(url: string, body: object) {
	const response = await fetch(url, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(body)
	});
	expect(response.ok, url).toBe(true);
	return response.json();
}

async function signToken(workosUrl = ''): Promise<string> {
	const claims = { role: 'authenticated', sub: 'user_somebody' };
	return (await post(`${workosUrl}/_test/tokens`, { claims })).token;
}

async function readOrganizations(supabaseUrl: string | undefined, token: string) {
	const response = await fetch(`${supabaseUrl}/rest/v1/organizations?select=id`, {
		headers: { apikey: 'sb_publishable_local', authorization: `Bearer ${token}` }
	});
	return [response.status, await response.json()];
}

async function keySetOf(env: Record<string, string>): Promise<unknown> {
	const response = await fetch(`${env.WORKOS_API_URL}/sso/jwks/client_local`);
	const { keys } = await response.json();
	return keys.map(({ kid }: { kid: string }) => kid);
}
