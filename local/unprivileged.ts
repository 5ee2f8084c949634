import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, cpSync, existsSync, lstatSync, mkdirSync, mkdtempSync } from 'node:fs';
import { renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Where things go that another user must reach and that must outlive a restart of the machine. */
const shared = '/var/tmp';

export interface User {
	uid: number;
	gid: number;
}

/** Postgres refuses to run as root. As root it runs as this user; otherwise null, as ourselves. */
export function unprivilegedUser(): User | null {
	if (process.getuid?.() !== 0) return null;
	for (const name of ['postgres', 'nobody']) {
		const uid = id('-u', name);
		const gid = id('-g', name);
		if (uid !== null && gid !== null && uid !== 0) return { uid, gid };
	}
	throw new Error(
		'Postgres refuses to run as root, and this system has neither a user `postgres` nor `nobody`. Create one of them, or start Orgdeck as an ordinary user.'
	);
}

/** Whether any user may enter a folder, which takes every folder above it too. */
export function isOpenToAll(folder: string): boolean {
	const open = (statSync(folder).mode & 0o001) !== 0;
	const parent = dirname(folder);
	return open && (parent === folder || isOpenToAll(parent));
}

/** A folder of program files that any user can enter: this one, or a copy that is made once. */
export function openCopyOf(folder: string, version: string): string {
	if (isOpenToAll(folder)) return folder;
	const copy = join(shared, `orgdeck-postgres-${hash(`${version} ${folder}`)}`);
	if (existsSync(copy)) {
		refuseForeign(copy, 0);
		return copy;
	}
	const draft = mkdtempSync(`${copy}-`);
	cpSync(folder, draft, { recursive: true, verbatimSymlinks: true });
	chmodSync(draft, 0o755);
	try {
		renameSync(draft, copy);
	} catch (error) {
		rmSync(draft, { recursive: true, force: true });
		if (!existsSync(copy)) throw error;
		refuseForeign(copy, 0);
	}
	return copy;
}

/** Where the data of `folder` can live so that `user` reaches it: there, or beside the copies. */
export function openPlaceFor(folder: string, user: User | null): string {
	if (!user || isOpenToAll(dirname(folder))) return folder;
	const place = join(shared, `orgdeck-data-${hash(folder)}`);
	mkdirSync(place, { recursive: true, mode: 0o711 });
	refuseForeign(place, 0);
	return join(place, 'postgres');
}

/** A folder of this name that somebody else made in a place where everyone may write is a trap. */
function refuseForeign(folder: string, uid: number) {
	const found = lstatSync(folder);
	const isOurs = found.isDirectory() && found.uid === uid && (found.mode & 0o022) === 0;
	if (!isOurs) throw new Error(`${folder} was made by somebody else. Remove it and start again.`);
}

function id(flag: string, name: string): number | null {
	try {
		return Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: 'pipe' }));
	} catch {
		return null;
	}
}

function hash(text: string): string {
	return createHash('sha256').update(text).digest('hex').slice(0, 12);
}
