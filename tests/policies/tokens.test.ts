import type { SupabaseClient } from '@supabase/supabase-js';
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import type { JsonWebKey } from 'node:crypto';
import { SignJWT, decodeJwt } from 'jose';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../src/lib/database.types.ts';
import { access } from '../../supabase/access.ts';
import { service, signed, tokenFor, unique, withToken, workos } from '../fixtures.ts';
import type { Supabase } from '../fixtures.ts';
import { stack } from '../stack.ts';
import { newCompany, newProject } from './company.ts';
import type { Company } from './company.ts';
import { rowsOf } from './database.ts';
import { userOfSupabaseAuth } from './outsiders.ts';

const tables = Object.keys(access.tables) as (keyof Database['public']['Tables'])[];

let company: Company;
let token: string;
let project: { id: string };

beforeAll(async () => {
	company = await newCompany();
	token = await tokenFor(company.admin, company.organization);
	project = await newProject(company.admin);
});

function claims(): Record<string, unknown> {
	return decodeJwt(token);
}

async function ask(jwt: string) {
	const { data, error, status } = await withToken(jwt).from('projects').select('id');
	return { data, code: error?.code, status };
}

test('a token as it was minted reads', async () => {
	expect(await ask(token)).toEqual({ data: [{ id: project.id }], code: undefined, status: 200 });
	expect(await ask(await signed(claims()))).toMatchObject({ status: 200 });
});

describe('is refused as a token:', () => {
	const forged = async (alg: string, key: Parameters<SignJWT['sign']>[0], kid?: string) =>
		new SignJWT(claims()).setProtectedHeader({ alg, kid }).sign(key);
	const kidOf = (jwt: string) =>
		JSON.parse(Buffer.from(jwt.split('.')[0] ?? '', 'base64url').toString()).kid as string;

	const publicKey = async () => {
		const response = await fetch(
			workos.userManagement.getJwksUrl(stack.env.WORKOS_CLIENT_ID ?? '')
		);
		const { keys } = (await response.json()) as { keys: JsonWebKey[] };
		const [key] = keys;
		if (!key) throw new Error('WorkOS publishes no key.');
		return createPublicKey({ key, format: 'jwk' }).export({ format: 'pem', type: 'spki' });
	};

	test.each<[string, () => Promise<string>]>([
		[
			'one signed with another key of the same id',
			() =>
				forged(
					'RS256',
					generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey,
					kidOf(token)
				)
		],
		['one signed with a guessed secret', () => forged('HS256', Buffer.from('x'.repeat(32)))],
		[
			'one that is not signed',
			async () => {
				const header = Buffer.from(JSON.stringify({ alg: 'none', typ: 'JWT' })).toString(
					'base64url'
				);
				return `${header}.${token.split('.')[1]}.`;
			}
		],
		[
			'one whose claims were changed',
			async () => {
				const [header, , signature] = token.split('.');
				const changed = { ...claims(), org_id: 'org_other' };
				const payload = Buffer.from(JSON.stringify(changed)).toString('base64url');
				return `${header}.${payload}.${signature}`;
			}
		],
		[
			'one signed with the public key as a secret',
			async () => forged('HS256', Buffer.from(await publicKey()), kidOf(token))
		],
		[
			'one that has expired',
			() => signed({ ...claims(), exp: Math.floor(Date.now() / 1000) - 60 })
		],
		[
			'one that is not valid yet',
			() => signed({ ...claims(), nbf: Math.floor(Date.now() / 1000) + 300 })
		],
		['something that is none', async () => 'sb_publishable_local.or.not']
	])('%s', async (_, make) => {
		const answer = await ask(await make());
		expect(answer.status).toBe(401);
		expect(['PGRST301', 'PGRST303']).toContain(answer.code);
		expect(answer.data).toBeNull();
	});
});

test('a token whose role is no role of Postgres is refused', async () => {
	const answer = await ask(await signed({ ...claims(), role: 'admin' }));
	expect(answer).toMatchObject({ code: '22023', data: null });
});

test('a token without a role is nobody', async () => {
	const rest = claims();
	delete rest.role;
	expect(await ask(await signed(rest))).toMatchObject({ code: '42501', status: 401 });
});

describe('a user of Supabase Auth', () => {
	let supabase: Supabase;
	beforeAll(async () => {
		supabase = await userOfSupabaseAuth();
	});

	test.each(tables)('reads nothing of %s and breaks nothing', async (table) => {
		const { data, error, status } = await supabase.from(table).select();
		expect({ data, error, status }).toEqual({ data: [], error: null, status: 200 });
		expect(await rowsOf('projects', { id: project.id })).toHaveLength(1);
	});

	test('is told that there is nothing here for them', async () => {
		const { data } = await supabase.rpc('session_state').single().throwOnError();
		expect(data).toMatchObject({ session_ended: false, status: null, is_admin: false });
		const { data: overview } = await supabase.rpc('overview').single().throwOnError();
		expect(overview).toMatchObject({ open: 0, late: 0, done: 0 });
	});
});

test.each([
	['org_id', null],
	['org_id', ''],
	['org_id', ['org_1']],
	['sub', null],
	['sub', ''],
	['sub', 'user_nobody']
])('a token whose %s is %j reads nothing of an organization', async (claim, value) => {
	const supabase = withToken(await signed({ ...claims(), [claim]: value }));
	for (const table of ['projects', 'tasks', 'organization_settings'] as const) {
		const { data } = await supabase.from(table).select('org_id').throwOnError();
		expect(data, table).toEqual([]);
	}
	const name = `Nowhere ${unique()}`;
	const { error } = await supabase.from('projects').insert({ name });
	expect(error?.code).toBe('42501');
	expect(await rowsOf('projects', { name })).toEqual([]);
});

describe('the secret key', () => {
	test.each(tables)('reads and writes nothing of %s', async (table) => {
		const { error: reading } = await service.from(table).select();
		expect(reading?.code).toBe('42501');
		const { error: writing } = await service.from(table).insert({} as never);
		expect(writing?.code).toBe('42501');
		const { error: deleting } = await service.from(table).delete();
		expect(deleting?.code).toBe('42501');
		expect(await rowsOf('projects', { id: project.id })).toHaveLength(1);
	});
});

describe.each(['sessions', 'tombstones'])('app.%s', (table) => {
	test('is served to nobody', async () => {
		const clients = { anon: withToken(null), admin: company.admin.supabase, service };
		for (const [name, client] of Object.entries(clients)) {
			const untyped = client as unknown as SupabaseClient;
			const open = await untyped.from(table).select();
			expect(open.status, name).toBe(404);
			expect(['42P01', 'PGRST205'], name).toContain(open.error?.code);
			const direct = await untyped.schema('app').from(table).select();
			expect(direct.error?.code, name).toBe('PGRST106');
		}
	});
});
