import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * When a process started, in a form that only compares for equality; null when it is not running.
 * A process id alone says little: after a crash or a reboot it may belong to someone else.
 */
export function startOf(pid: number): string | null {
	if (process.platform === 'linux') return startOnLinux(pid);
	if (process.platform === 'win32') return isRunning(pid) ? 'running' : null;
	try {
		const started = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' });
		return started.trim() || null;
	} catch {
		return null;
	}
}

/** The command line of a process, or an empty string when it cannot be had. */
export function commandOf(pid: number): string {
	try {
		if (process.platform === 'linux') {
			return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
		}
		return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
	} catch {
		return '';
	}
}

function isRunning(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === 'EPERM';
	}
}

function startOnLinux(pid: number): string | null {
	try {
		// The name in parentheses may hold spaces, so the fields are counted from its end.
		const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
		const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
		const isDead = fields[0] === 'Z' || fields[0] === 'X';
		if (isDead) return null;
		const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
		return `${boot} ${fields[19]}`;
	} catch {
		return null;
	}
}
