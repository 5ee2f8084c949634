import { spawn } from 'node:child_process';
import type { ChildProcess, SpawnOptions } from 'node:child_process';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Child {
	pid: number;
	/** How it ended, in words. */
	ended: Promise<string>;
	/** Null while it runs, and when a signal ended it. */
	exitCode(): number | null;
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
	/** Given everything it prints, in place of `stdio`. */
	onOutput?: (text: string, from: 'stdout' | 'stderr') => void;
	/** What asks it to end; SIGTERM unless told. */
	stopSignal?: NodeJS.Signals;
	/** Milliseconds until it is killed when asking was not enough. */
	patience?: number;
	/** Milliseconds after which a program that should have ended is ended. */
	timeLimit?: number;
	/** Signal it with all the processes it has started. */
	wholeGroup?: boolean;
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
	const { command, args = [], user, onOutput, patience = 8000 } = options;
	const child = spawn(command, args, {
		env: options.env ?? process.env,
		cwd: options.cwd,
		stdio: onOutput ? ['ignore', 'pipe', 'pipe'] : (options.stdio ?? 'ignore'),
		...(user ? { uid: user.uid, gid: user.gid } : {}),
		// A group of its own, so that Ctrl-C in a terminal reaches it through us, in order.
		detached: process.platform !== 'win32',
		windowsHide: true
	});
	const isGroup = options.wholeGroup && process.platform !== 'win32';
	// Undefined when there is no such program, and then the promise after this one fails.
	const pid = child.pid as number;
	const target = isGroup ? -pid : pid;
	const ended = new Promise<string>((done) => {
		// Not `exit`: what it printed last may come after that.
		child.once('close', (code, signal) => {
			tellWatchdog(`end ${target}`);
			done(signal ? `was ended by ${signal}` : `ended with code ${code}`);
		});
	});
	await new Promise<void>((done, fail) => {
		child.once('spawn', done);
		child.once('error', (error) => fail(new Error(`${command} did not start: ${error.message}`)));
	});
	const stopSignal = options.stopSignal ?? 'SIGTERM';
	tellWatchdog(`start ${target} ${stopSignal}`);
	for (const from of ['stdout', 'stderr'] as const) {
		if (onOutput) child[from]?.setEncoding('utf8').on('data', (text) => onOutput(text, from));
	}

	const signal = (name: NodeJS.Signals) => {
		try {
			process.kill(target, name);
		} catch {
			// It has ended by itself.
		}
	};
	const stop = async () => {
		signal(stopSignal);
		const timer = setTimeout(() => signal('SIGKILL'), patience);
		await ended;
		clearTimeout(timer);
	};
	if (options.timeLimit) {
		const timer = setTimeout(() => void stop(), options.timeLimit);
		void ended.then(() => clearTimeout(timer));
	}
	return { pid, ended, exitCode: () => child.exitCode, signal, stop };
}

/** Runs a program to its end and returns its output. Throws all it printed when it fails. */
export async function runChild(options: ChildOptions): Promise<string> {
	let output = '';
	let everything = '';
	const onOutput = (text: string, from: string) => {
		if (from === 'stdout') output += text;
		everything += text;
	};
	const child = await startChild({ ...options, onOutput });
	const how = await child.ended;
	if (child.exitCode() === 0) return output;
	throw new Error(`${basename(options.command)} ${how}:\n${everything.trim()}`);
}

/** A JSON file with our `pid` in it that must not outlive this process. */
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
	const started = spawn(process.execPath, [...typescriptFlags, script, String(process.pid)], {
		stdio: ['pipe', 'ignore', 'ignore'],
		env: { PATH: process.env.PATH },
		detached: true,
		windowsHide: true
	});
	// It ends with this process and must not keep it alive.
	started.unref();
	(started.stdin as unknown as { unref(): void }).unref();
	started.stdin?.on('error', () => {});
	return started;
}
