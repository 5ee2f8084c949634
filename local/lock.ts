import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { forgetFile, removeAfterCrash } from './children.ts';
import { startOf } from './processes.ts';

interface Holder {
	pid: number;
	started: string | null;
	command: string;
	url?: string;
}

export interface Lock {
	/** Says where the holder can be reached, for whoever finds the lock taken. */
	setUrl(url: string): void;
	release(): void;
}

/** Somebody else runs on this data folder. The message says who, and where. */
export class LockedError extends Error {}

/**
 * Makes this process the only one that uses a data folder. A lock whose process is gone, or whose
 * process id now belongs to another one, is cleared away.
 */
export function takeLock(folder: string, command: string): Lock {
	const path = join(folder, 'lock.json');
	const draft = `${path}.${process.pid}`;
	const holder: Holder = { pid: process.pid, started: startOf(process.pid), command };
	// First, so that no moment is left in which the lock is there and nobody would clear it away.
	removeAfterCrash(path);
	writeFileSync(draft, JSON.stringify(holder));
	try {
		while (!tryLink(draft, path)) {
			const other = read(path);
			if (other && isAlive(other)) throw new LockedError(describe(other, folder));
			clear(path, other);
		}
	} finally {
		rmSync(draft, { force: true });
	}
	return {
		setUrl(url) {
			holder.url = url;
			writeFileSync(draft, JSON.stringify(holder));
			renameSync(draft, path);
		},
		release() {
			rmSync(path, { force: true });
			forgetFile(path);
		}
	};
}

function tryLink(draft: string, path: string): boolean {
	try {
		linkSync(draft, path);
		return true;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
		throw error;
	}
}

function read(path: string): Holder | null {
	try {
		return JSON.parse(readFileSync(path, 'utf8'));
	} catch {
		return null;
	}
}

function isAlive(holder: Holder): boolean {
	return holder.started !== null && startOf(holder.pid) === holder.started;
}

/** Moves a dead lock aside first: of two processes that found it, one moves it and the other sees the new one. */
function clear(path: string, dead: Holder | null) {
	const aside = `${path}.${process.pid}.stale`;
	try {
		renameSync(path, aside);
	} catch {
		return;
	}
	const moved = read(aside);
	const isTheDeadOne = moved?.pid === dead?.pid && moved?.started === dead?.started;
	if (!isTheDeadOne) tryLink(aside, path);
	rmSync(aside, { force: true });
}

function describe(holder: Holder, folder: string): string {
	const where = holder.url ? ` on ${holder.url}` : '';
	return `\`${holder.command}\` already runs${where} with the data in ${folder} (process ${holder.pid}). Use that one, or stop it first.`;
}
