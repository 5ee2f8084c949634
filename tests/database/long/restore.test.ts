import { cpSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createClient } from '@supabase/supabase-js';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { backUp, restore } from '../../../local/backup.ts';
import { startStack } from '../../../local/stack.ts';
import type { Stack } from '../../../local/stack.ts';
import { sdk, signIn } from '../../contract/environment.ts';
import { newFolder } from '../../stack/run.ts';
import { people } from '../../world.ts';

/* The local stack, filled, stopped, copied, changed, and put back. */

const folder = newFolder();
const dataDir = join(folder, 'data');
const copy = join(folder, 'copy');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const start = () =>
	startStack({ dataDir, ports: { gateway: 0, database: 0, workos: 0 }, durable: false });

async function onStack<T>(work: (stack: Stack) => Promise<T>): Promise<T> {
	const stack = await start();
	try {
		return await work(stack);
	} finally {
		await stack.stop();
	}
}

/** What each table holds, as one number. */
async function checksums(stack: Stack): Promise<Record<string, string>> {
	const client = new pg.Client(stack.databaseUrl);
	await client.connect();
	const { rows: tables } = await client.query<{ name: string }>(`
		select c.oid::regclass::text as name from pg_class c
		where c.relkind = 'r' and c.relnamespace::regnamespace::text in ('public', 'app', 'supabase_migrations')`);
	const sums: Record<string, string> = {};
	for (const { name } of tables) {
		const { rows } = await client.query(
			`select count(*) || ' ' || coalesce(sum(hashtextextended(t::text, 0)), 0) as sum from ${name} t`
		);
		sums[name] = rows[0].sum;
	}
	await client.end();
	return sums;
}

async function sql(stack: Stack, statement: string) {
	const client = new pg.Client(stack.info.adminUrl);
	await client.connect();
	await client.query(statement);
	await client.end();
}

/** The names of projects that somebody reads over HTTP, with this token. */
async function projectsOf(stack: Stack, accessToken: string): Promise<number> {
	const client = createClient(
		stack.env.PUBLIC_SUPABASE_URL,
		stack.env.PUBLIC_SUPABASE_PUBLISHABLE_KEY,
		{ accessToken: async () => accessToken }
	);
	const { data } = await client.from('projects').select('id').throwOnError();
	return data.length;
}

const workosOf = (stack: Stack) => sdk(stack.env.WORKOS_API_URL);

describe('a local stack that was put back', () => {
	let before: Record<string, string>;
	let token: { accessToken: string; refreshToken: string };

	beforeAll(async () => {
		await onStack(async (stack) => {
			token = await signIn(workosOf(stack), people.max.email);
			await sql(stack, `insert into app.tombstones (id) values ('only_in_the_copy')`);
			expect(() => backUp(dataDir, copy)).toThrow(/already runs/);
			expect(await projectsOf(stack, token.accessToken)).toBeGreaterThan(0);
			before = await checksums(stack);
		});
		backUp(dataDir, copy);
		await onStack(async (stack) => {
			await sql(stack, `truncate public.projects cascade; delete from app.tombstones`);
			const { data } = await workosOf(stack).userManagement.listUsers({ email: people.max.email });
			await workosOf(stack).userManagement.deleteUser(data[0]!.id);
			expect(await checksums(stack)).not.toEqual(before);
		});
		restore(copy, dataDir);
	}, 120_000);

	test('has the same rows in every table', () =>
		onStack(async (stack) => {
			const after = await checksums(stack);
			expect(Object.keys(after).length).toBeGreaterThan(20);
			expect(after).toEqual(before);
		}));

	test('knows the people, takes the tokens of then and signs in', () =>
		onStack(async (stack) => {
			const { data } = await workosOf(stack).userManagement.listUsers({ email: people.max.email });
			expect(data).toHaveLength(1);
			expect(await projectsOf(stack, token.accessToken)).toBeGreaterThan(0);
			const refreshed = await workosOf(stack).userManagement.authenticateWithRefreshToken({
				clientId: stack.env.WORKOS_CLIENT_ID,
				refreshToken: token.refreshToken
			});
			expect(await projectsOf(stack, refreshed.accessToken)).toBeGreaterThan(0);
			const again = await signIn(workosOf(stack), people.max.email);
			expect(again.accessToken).toBeTruthy();
		}));
});

test('a folder that is no backup, or is there already, is refused and nothing is touched', () => {
	const other = join(folder, 'other');
	expect(() => restore(folder, other)).toThrow(/is no backup of a local stack: it has no postgres/);
	expect(existsSync(other)).toBe(false);
	expect(() => backUp(other, copy)).toThrow(/There is no data of a local stack/);
	cpSync('package.json', join(other, 'database.json'));
	expect(() => backUp(other, folder)).toThrow(/is there already/);
});
