import { chmodSync, chownSync, existsSync, mkdirSync } from 'node:fs';
import { rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
	isOpenToAll,
	openCopyOf,
	openPlaceFor,
	unprivilegedUser
} from '../../local/unprivileged.ts';
import { newFolder, run, runStack } from './run.ts';

const project = fileURLToPath(new URL('../..', import.meta.url));
const isRoot = process.getuid?.() === 0;
const user = unprivilegedUser();

/** A folder that is removed after the test. */
function passingFolder(): string {
	const folder = newFolder();
	onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
	return folder;
}

describe.runIf(isRoot)('as root', () => {
	test('Postgres runs as somebody who is not', async () => {
		const folder = passingFolder();
		const { command } = await runStack(folder);
		expect(statSync(join(folder, 'postgres')).uid).toBe(user?.uid);
		expect(user?.uid).not.toBe(0);
		command.interrupt();
		expect(await command.ended).toEqual({ code: 0, signal: null });
	});

	test('what nobody else may enter is kept where everybody may', () => {
		const folder = passingFolder();
		const closed = join(folder, 'closed');
		const programs = join(closed, 'programs');
		mkdirSync(programs, { recursive: true });
		writeFileSync(join(programs, 'postgres'), 'a program');
		expect(openCopyOf(programs, '1')).toBe(programs);
		expect(openPlaceFor(join(closed, 'data'), user)).toBe(join(closed, 'data'));

		chmodSync(closed, 0o700);
		expect(isOpenToAll(programs)).toBe(false);
		const copy = openCopyOf(programs, '1');
		onTestFinished(() => rmSync(copy, { recursive: true, force: true }));
		expect(isOpenToAll(copy)).toBe(true);
		expect(existsSync(join(copy, 'postgres'))).toBe(true);
		expect(openCopyOf(programs, '1')).toBe(copy);

		const place = openPlaceFor(join(closed, 'data'), user);
		onTestFinished(() => rmSync(join(place, '..'), { recursive: true, force: true }));
		expect(isOpenToAll(join(place, '..'))).toBe(true);
		expect(openPlaceFor(join(closed, 'data'), user)).toBe(place);

		// Whoever put a folder there first could have put anything in it.
		chownSync(copy, user?.uid ?? 0, 0);
		expect(() => openCopyOf(programs, '1')).toThrow(/made by somebody else/);
	});

	test.skipIf(!isOpenToAll(project))('an ordinary user starts it too', async () => {
		const home = passingFolder();
		const folder = join(home, 'data');
		mkdirSync(folder);
		for (const path of [home, folder]) chownSync(path, user?.uid ?? 0, user?.gid ?? 0);
		const command = run(['stack', '--json', '--data', folder], {
			uid: user?.uid,
			gid: user?.gid,
			env: { HOME: home }
		});
		const env = JSON.parse(await command.line(/^\{/));
		const answer = await fetch(`${env.PUBLIC_SUPABASE_URL}/rest/v1/organizations`, {
			headers: { apikey: env.PUBLIC_SUPABASE_PUBLISHABLE_KEY }
		});
		expect(answer.status).toBe(401);
		expect(statSync(join(folder, 'postgres')).uid).toBe(user?.uid);
		command.interrupt();
		expect(await command.ended).toEqual({ code: 0, signal: null });
	});
});

test.skipIf(isRoot)('as an ordinary user Postgres runs as oneself', () => {
	expect(user).toBeNull();
});
