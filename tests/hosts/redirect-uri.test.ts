import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { runChild } from '../../local/children.ts';
import { unique } from '../fixtures.ts';
import { stack } from '../stack.ts';

/* What ends the build of a preview on Vercel and Netlify. */

function build(env: Record<string, string>): Promise<string> {
	return runChild({
		command: process.execPath,
		args: [resolve('commands/run.js'), 'redirect-uri'],
		env: { PATH: process.env.PATH, ...env }
	});
}

const { WORKOS_API_KEY, WORKOS_API_URL } = stack.env;
const workos = { WORKOS_API_KEY, WORKOS_API_URL };

test('a preview on Vercel registers both of its addresses, whenever it is built', async () => {
	const host = `orgdeck-${unique()}-acme.vercel.app`;
	const env = {
		...{ ...workos, VERCEL_ENV: 'preview', ORIGIN: 'https://orgdeck.example.com' },
		...{ VERCEL_URL: host, VERCEL_BRANCH_URL: `git-${host}` }
	};
	const said = await build(env);
	expect(said).toContain(`https://${host}/callback from now on`);
	expect(said).toContain(`https://git-${host}/callback from now on`);
	expect(said).not.toContain('orgdeck.example.com');
	expect(await build(env)).toContain(`https://${host}/callback already`);
});

test('a preview on Netlify does', async () => {
	const address = `https://deploy-preview-7--${unique()}.netlify.app`;
	const env = { ...workos, CONTEXT: 'deploy-preview', DEPLOY_PRIME_URL: address };
	expect(await build(env)).toContain(`${address}/callback from now on`);
});

test('production registers nothing', async () => {
	const productions: Record<string, string>[] = [
		{ VERCEL_ENV: 'production', VERCEL_PROJECT_PRODUCTION_URL: 'orgdeck.example.com' },
		{ CONTEXT: 'production', URL: 'https://orgdeck.example.com' }
	];
	for (const env of productions) expect(await build({ ...workos, ...env })).toBe('');
});

test('no build fails of it: without a key, without WorkOS, or with an address it does not take', async () => {
	const preview = { VERCEL_ENV: 'preview', VERCEL_URL: 'orgdeck.vercel.app' };
	await build(preview);
	const away = { ...workos, WORKOS_API_URL: 'http://127.0.0.1:9' };
	expect(await build({ ...away, ...preview })).toContain('could not be asked');
	const wrong = { ...workos, WORKOS_API_KEY: 'sk_test_wrong' };
	expect(await build({ ...wrong, ...preview })).toContain('did not take');
});
