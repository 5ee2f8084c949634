import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect } from 'vitest';
import { typescriptFlags } from '../../local/children.ts';
import { startOf } from '../../local/processes.ts';

export const project = fileURLToPath(new URL('../..', import.meta.url));

export interface Run {
	process: ChildProcess;
	output(): string;
	/** The first line on stdout that matches. Fails when the command ends before. */
	line(pattern: RegExp): Promise<string>;
	/** How it ended. */
	ended: Promise<{ code: number | null; signal: string | null }>;
	/** All processes it has started, and those they have. */
	family(): number[];
	/** What Ctrl-C in its terminal does. */
	interrupt(): void;
}

const running = new Set<ChildProcess>();

// A test that failed half-way has stopped nothing. The watchdog of each does the rest.
afterAll(() => {
	for (const child of running) child.kill('SIGKILL');
});

/** Runs a command of the project, the way npm does, as the leader of a terminal's group. */
export function run(
	args: string[],
	options: { env?: Record<string, string>; uid?: number; gid?: number; cwd?: string } = {}
): Run {
	const { env, ...rest } = options;
	const script = join(project, 'commands', 'run.js');
	const child = spawn(process.execPath, [...typescriptFlags, script, ...args], {
		cwd: project,
		detached: true,
		env: {
			// Not all of our own: what the runner of these tests sets would change what commands do.
			PATH: process.env.PATH,
			HOME: process.env.HOME,
			// As under npm, a command stops when we are gone.
			npm_lifecycle_event: args[0],
			...env
		},
		...rest
	});
	running.add(child);
	let output = '';
	const listeners = new Set<() => void>();
	for (const stream of [child.stdout, child.stderr]) {
		stream.setEncoding('utf8').on('data', (text) => {
			output += text;
			for (const listener of listeners) listener();
		});
	}
	const ended = new Promise<{ code: number | null; signal: string | null }>((done) => {
		child.once('close', (code, signal) => {
			running.delete(child);
			done({ code, signal });
		});
	});
	return {
		process: child,
		output: () => output,
		ended,
		family: () => descendantsOf(child.pid as number),
		interrupt: () => process.kill(-(child.pid as number), 'SIGINT'),
		line: (pattern) =>
			new Promise((done, fail) => {
				const look = () => {
					const found = output.split('\n').find((line) => pattern.test(line));
					if (found) done(found);
				};
				listeners.add(look);
				look();
				void ended.then(() => fail(new Error(`It ended before:\n${output}`)));
			})
	};
}

/** Starts the local stack on a folder and waits until it is up. */
export async function runStack(folder: string, args: string[] = []) {
	const command = run(['stack', '--json', '--data', folder, ...args]);
	const env: Record<string, string> = JSON.parse(await command.line(/^\{/));
	return { command, env };
}

/** A new folder that everyone may pass through, since Postgres may run as somebody else. */
export function newFolder(): string {
	const folder = mkdtempSync(join(tmpdir(), 'orgdeck-test-'));
	chmodSync(folder, 0o711);
	return folder;
}

/** Kills these processes, of which some end by themselves once others are gone. */
export function killAll(pids: number[]): void {
	for (const pid of pids) {
		try {
			process.kill(pid, 'SIGKILL');
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
		}
	}
}

/** Waits until none of these processes is left. */
export async function expectGone(pids: number[]): Promise<void> {
	const left = () => pids.filter((pid) => startOf(pid) !== null);
	await expect.poll(left, { timeout: 10_000, interval: 20 }).toEqual([]);
}

function descendantsOf(root: number): number[] {
	const table = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' });
	const rows = table
		.trim()
		.split('\n')
		.map((line) => line.trim().split(/\s+/).map(Number) as [number, number]);
	const family = [root];
	for (const pid of family) {
		for (const [child, parent] of rows) if (parent === pid) family.push(child);
	}
	return family;
}
