import { chmodSync, cpSync, existsSync, lchownSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { takeLock } from './lock.ts';
import { openPlaceFor, unprivilegedUser } from './unprivileged.ts';

/**
 * All that a stack keeps: the database, the stand-in's people and keys, the secrets that seal sessions.
 * They belong together. What the database was made from comes last: without it a stack starts anew.
 */
const parts = ['postgres', 'workos', 'secrets.json', 'database.json'];

/** Copies the data of a stack that is stopped into a new folder. */
export function backUp(dataDir: string, to: string): void {
	const from = resolve(dataDir);
	const target = resolve(to);
	if (!existsSync(join(from, 'database.json'))) {
		throw new Error(`There is no data of a local stack in ${from}.`);
	}
	if (existsSync(target)) throw new Error(`${target} is there already. Name a new folder.`);
	const lock = takeLock(from, 'npm run stack:backup');
	try {
		const postgres = placeOf('postgres', from);
		if (existsSync(join(postgres, 'postmaster.pid'))) {
			throw new Error(
				'Postgres did not stop in good order. Start the stack and stop it once more.'
			);
		}
		// The secrets are in it.
		mkdirSync(target, { recursive: true, mode: 0o700 });
		for (const part of parts) cpSync(placeOf(part, from), join(target, part), { recursive: true });
	} finally {
		lock.release();
	}
}

/** Puts such a copy in the place of what a stopped stack has. */
export function restore(from: string, dataDir: string): void {
	const source = resolve(from);
	const target = resolve(dataDir);
	const missing = parts.filter((part) => !existsSync(join(source, part)));
	if (missing.length > 0) {
		throw new Error(`${source} is no backup of a local stack: it has no ${missing.join(', ')}.`);
	}
	mkdirSync(target, { recursive: true });
	const lock = takeLock(target, 'npm run stack:restore');
	try {
		for (const part of parts.toReversed()) {
			rmSync(placeOf(part, target), { recursive: true, force: true });
		}
		for (const part of parts) {
			cpSync(join(source, part), placeOf(part, target), { recursive: true });
			if (part === 'postgres') giveToServer(placeOf(part, target));
		}
	} finally {
		lock.release();
	}
}

/** Where a part is: the database may live elsewhere, where the user it runs as may go. */
function placeOf(part: string, dataDir: string): string {
	const place = join(dataDir, part);
	return part === 'postgres' ? openPlaceFor(place, unprivilegedUser()) : place;
}

/** Postgres wants to own its data, alone. */
function giveToServer(folder: string): void {
	chmodSync(folder, 0o700);
	const user = unprivilegedUser();
	if (!user) return;
	lchownSync(folder, user.uid, user.gid);
	for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
		lchownSync(join(folder, file), user.uid, user.gid);
	}
}
