import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, relative } from 'node:path';
import { expect, test } from 'vitest';
import { sharedTables } from '$lib/server/supabase';

const routes = 'src/routes';

/** Every folder of routes that answers requests, as SvelteKit finds them. */
function routeIds(): string[] {
	const files = globSync(`${routes}/**/+{page,server}*.{svelte,ts}`);
	const ids = files.map((file) => `/${relative(routes, dirname(file))}`);
	return [...new Set(ids)].sort();
}

/** The files under src in which this text stands. */
function filesWith(text: string | RegExp): string[] {
	return globSync('src/**/*.{ts,svelte}')
		.filter((file) => readFileSync(file, 'utf8').search(text) >= 0)
		.sort();
}

test('these routes are public, and no other', () => {
	const open = routeIds().filter((id) => !id.split('/').includes('(signed-in)'));
	expect(open).toEqual(['/', '/callback', '/healthz', '/sign-in', '/sign-out', '/sign-up']);
});

test('these routes are of one organization, or choose one, and no other needs a session', () => {
	const inside = routeIds().filter((id) => id.split('/').includes('(signed-in)'));
	const organization = '/(signed-in)/orgs/[org=slug]';
	const outside = inside.filter((id) => id !== organization && !id.startsWith(`${organization}/`));
	expect(outside).toEqual(['/(signed-in)/orgs']);
});

test('every page of an organization comes through its layout, which judges', () => {
	const breaking = globSync(`${routes}/**/*@*`).map((file) => basename(file));
	expect(breaking).toEqual([]);
	const layout = readFileSync(`${routes}/(signed-in)/orgs/[org=slug]/+layout.server.ts`, 'utf8');
	expect(layout).toContain('state()');
});

test('Supabase’ secret key is read by one module, and reached through these', () => {
	expect(filesWith('SUPABASE_SECRET_KEY')).toEqual(['src/lib/server/config.ts']);
	expect(filesWith('supabaseSecretKey')).toEqual([
		'src/lib/server/config.ts',
		'src/lib/server/service.ts'
	]);
	expect(filesWith(/from '(\$lib\/server|\.)\/service'/)).toEqual([
		'src/lib/server/arrival.ts',
		'src/lib/server/begin-session.ts',
		'src/lib/server/end-session.ts',
		'src/lib/server/mint.ts',
		'src/lib/server/mirror.ts',
		'src/lib/server/new-organization.ts'
	]);
});

test('WorkOS’ API key is read by one module, and reached through these', () => {
	expect(filesWith('WORKOS_API_KEY: ')).toEqual(['src/lib/server/config.ts']);
	expect(filesWith('workosApiKey')).toEqual([
		'src/lib/server/authenticate.ts',
		'src/lib/server/config.ts',
		'src/lib/server/workos.ts'
	]);
	expect(filesWith(/from '(\$lib\/server|\.)\/workos'/)).toEqual([
		'src/lib/server/end-session.ts',
		'src/lib/server/mirror.ts',
		'src/lib/server/new-organization.ts'
	]);
});

test('the tables whose reads do not repeat the organization are those without one', () => {
	// Generated from the catalog, and held to it by a step of its own.
	const types = readFileSync('src/lib/database.types.ts', 'utf8');
	const tables = types.match(/^\t\tTables: \{$[\s\S]*?^\t\t\};$/m)?.[0] ?? '';
	const rows = [...tables.matchAll(/^\s+(\w+): \{\s+Row: \{([\s\S]*?)\}/gm)];
	expect(rows.length).toBeGreaterThan(sharedTables.length);
	const without = rows.filter(([, , columns]) => !/\borg_id:/.test(columns ?? ''));
	expect(without.map(([, name]) => name).sort()).toEqual([...sharedTables].sort());
});
