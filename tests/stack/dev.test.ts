import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { people } from '../world.ts';
import { expectGone, newFolder, run } from './run.ts';

const folder = newFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('npm run dev', () => {
	test('serves the dashboard with the demo people, and stops without a trace', async () => {
		const command = run(['dev', '--port', '0', '--data', join(folder, 'data')]);
		const [origin = ''] = (await command.line(/runs on http/)).match(/http:\S+/) ?? [];
		await command.line(/Ctrl-C/);
		for (const { email } of Object.values(people)) expect(command.output()).toContain(email);
		expect(command.output()).toContain('Connect real services');

		const page = await fetch(origin);
		expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html']);
		const signIn = await fetch(`${origin}/sign-in?returnTo=/orgs`, { redirect: 'manual' });
		const hosted = await fetch(signIn.headers.get('location') ?? '');
		expect(await hosted.text()).toContain(people.ada.email);

		const family = command.family();
		command.interrupt();
		expect(await command.ended).toEqual({ code: 0, signal: null });
		await expectGone(family);
	});

	test('does not guess the rest of a service that .env sets in part', async () => {
		writeFileSync(join(folder, '.env'), 'WORKOS_API_KEY=sk_test_real\n');
		const command = run(['dev', '--data', join(folder, 'other')], { cwd: folder });
		expect(await command.ended).toEqual({ code: 1, signal: null });
		expect(command.output()).toMatch(/^WORKOS_API_KEY is set, but not WORKOS_CLIENT_ID: /);
		expect(command.output().trim().split('\n')).toHaveLength(1);
	});
});
