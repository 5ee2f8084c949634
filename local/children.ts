import { spawn } from 'node:child_process';
import type { ChildProcess, SpawnOptions } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface Child {
	pid: number;
	/** How it ended, in words. */
	ended: Promise<string>;
	signal(signal: NodeJS.Signals): void;
	/** Ends it, gently first. */
	stop(): Promise<void>;
}

export interface ChildOptions {
	command: string;
	args?: string[];
	env?: NodeJS.ProcessEnv;
	cwd?: string;
	/** Run as this user of the operating system. */
	user?: { uid: number; gid: number } | null;
	stdio?: SpawnOptions['stdio'];
	/** What asks it to end; SIGTERM unless told. */
	stopSignal?: NodeJS.Signals;
	/** Milliseconds until it is killed when asking was not enough. */
	patience?: number;
}

/** Node's flags for running TypeScript as it stands, empty where that is the default. */
export const typescriptFlags = process.features.typescript
	? []
	: ['--experimental-strip-types', '--disable-warning=ExperimentalWarning'];

/**
 * Starts a process that cannot outlive this one: not after a clean stop, and not when this process
 * is killed, since the watchdog ends it then.
 */
export async function startChild(options: ChildOptions): Promise<Child> {
	const { command, args = [], stopSignal = 'SIGTERM', patience = 8000 } = options;
	const child = spawn(command, args, {
		env: options.env ?? process.env,
		cwd: options.cwd,
		stdio: options.stdio ?? 'ignore',
		...(options.user ?? {}),
		// A group of its own, so that Ctrl-C in a terminal reaches it through us, in order.
		detached: process.platform !== 'win32',
		windowsHide: true
	});
	await new Promise<void>((done, fail) => {
		child.once('spawn', done);
		child.once('error', (error) => fail(new Error(`${command} did not start: ${error.message}`)));
	});
	const pid = child.pid as number;
	tellWatchdog(`start ${pid} ${stopSignal}`);

	const ended = new Promise<string>((done) => {
		child.once('exit', (code, signal) => {
			tellWatchdog(`end ${pid}`);
			done(signal ? `ended by ${signal}` : `ended with code ${code}`);
		});
	});
	const stop = async () => {
		child.kill(stopSignal);
		const timer = setTimeout(() => child.kill('SIGKILL'), patience);
		await ended;
		clearTimeout(timer);
	};
	return { pid, ended, stop, signal: (signal) => void child.kill(signal) };
}

/** A file that must not outlive this process. */
export function removeAfterCrash(path: string): void {
	tellWatchdog(`file ${path}`);
}

/** The opposite: the file was removed in good order. */
export function forgetFile(path: string): void {
	tellWatchdog(`keep ${path}`);
}

let watchdog: ChildProcess | undefined;

function tellWatchdog(line: string) {
	watchdog ??= startWatchdog();
	watchdog.stdin?.write(`${line}\n`);
}

function startWatchdog(): ChildProcess {
	const script = fileURLToPath(new URL('./watchdog.ts', import.meta.url));
	const started = spawn(process.execPath, [...typescriptFlags, script], {
		stdio: ['pipe', 'ignore', 'ignore'],
		env: { ...process.env, NODE_OPTIONS: '' },
		detached: true,
		windowsHide: true
	});
	// It ends with this process and must not keep it alive.
	started.unref();
	(started.stdin as unknown as { unref(): void }).unref();
	started.stdin?.on('error', () => {});
	return started;
}
