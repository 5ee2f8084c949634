import { chmodSync, chownSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import {
	isOpenToAll,
	openCopyOf,
	openPlaceFor,
	unprivilegedUser
} from '../../local/unprivileged.ts';
import { newFolder } from './run.ts';

const user = unprivilegedUser();

test('what Postgres cannot enter is kept where it can', () => {
	const folder = newFolder();
	const remove = (path: string) => rmSync(path, { recursive: true, force: true });
	onTestFinished(() => remove(folder));
	const closed = join(folder, 'closed');
	const programs = join(closed, 'programs');
	mkdirSync(programs, { recursive: true });
	writeFileSync(join(programs, 'postgres'), 'a program');
	expect(openCopyOf(programs, '1')).toBe(programs);
	expect(openPlaceFor(join(closed, 'data'), user)).toBe(join(closed, 'data'));

	chmodSync(closed, 0o700);
	expect(isOpenToAll(programs)).toBe(false);
	// Everybody but root runs Postgres as themselves, and needs no other place.
	if (!user) return expect(openPlaceFor(join(closed, 'data'), user)).toBe(join(closed, 'data'));
	const copy = openCopyOf(programs, '1');
	onTestFinished(() => remove(copy));
	expect(isOpenToAll(copy)).toBe(true);
	expect(existsSync(join(copy, 'postgres'))).toBe(true);
	expect(openCopyOf(programs, '1')).toBe(copy);

	const place = openPlaceFor(join(closed, 'data'), user);
	onTestFinished(() => remove(join(place, '..')));
	expect(isOpenToAll(join(place, '..'))).toBe(true);
	expect(openPlaceFor(join(closed, 'data'), user)).toBe(place);

	// Whoever put a folder there first could have put anything in it.
	chownSync(copy, user?.uid ?? 0, 0);
	expect(() => openCopyOf(programs, '1')).toThrow(/made by somebody else/);
});
