import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { stack } from '../stack.ts';

const config = readFileSync(new URL('../../supabase/config.toml', import.meta.url), 'utf8');

/** The lines of one section of the file, without comments. */
function section(name: string): string[] {
	const lines = config.split('\n').filter((line) => line.trim() && !line.startsWith('#'));
	const start = lines.indexOf(`[${name}]`);
	expect(start, name).toBeGreaterThanOrEqual(0);
	const rest = lines.slice(start + 1);
	const end = rest.findIndex((line) => line.startsWith('['));
	return rest.slice(0, end === -1 ? undefined : end);
}

test('the configuration serves public alone and grants nothing by itself', () => {
	const api = section('api');
	expect(api).toContain('schemas = ["public"]');
	expect(api).toContain('max_rows = 1000');
	expect(api).toContain('auto_expose_new_tables = false');
});

test('supabase start finds the keys of the issuer', async () => {
	expect(section('auth.third_party.workos')).toEqual([
		'enabled = true',
		'issuer_url = "env(WORKOS_ISSUER)"'
	]);
	// What the CLI does with it: discovery, then the keys.
	const issuer = stack.env.WORKOS_ISSUER;
	const discovery = await fetch(`${issuer}/.well-known/openid-configuration`);
	expect(discovery.status).toBe(200);
	const { issuer: named, jwks_uri } = await discovery.json();
	expect(named).toBe(issuer);
	const { keys } = await (await fetch(jwks_uri)).json();
	expect(keys.length).toBeGreaterThanOrEqual(1);
	expect(keys[0]).toMatchObject({ kty: 'RSA', alg: 'RS256', kid: expect.any(String) });
});
