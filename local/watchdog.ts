/**
 * Cleans up after a process that was killed before it could. It reads what to clean from a pipe
 * that only that process holds, so the end of the pipe is the end of the process.
 *
 * Lines: `start <pid> <signal>`, `end <pid>`, `file <path>`, `keep <path>`.
 */
import { readFileSync, rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { startOf } from './processes.ts';

const patience = 8000;
const watched = Number(process.argv[2]);
const children = new Map<number, NodeJS.Signals>();
const files = new Set<string>();

// A signal for the whole terminal must not end the one process that cleans up.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});

for await (const line of createInterface({ input: process.stdin })) {
	const [verb, ...words] = line.split(' ');
	const rest = words.join(' ');
	if (verb === 'start') children.set(Number(words[0]), words[1] as NodeJS.Signals);
	if (verb === 'end') children.delete(Number(words[0]));
	if (verb === 'file') files.add(rest);
	if (verb === 'keep') files.delete(rest);
}

for (const [pid, signal] of children) send(pid, signal);
const deadline = Date.now() + patience;
while ([...children.keys()].some(isAlive) && Date.now() < deadline) {
	await new Promise((done) => setTimeout(done, 25));
}
for (const pid of children.keys()) send(pid, 'SIGKILL');
// The next process may have begun already and written a file of its own in the same place.
for (const file of files) if (ownerOf(file) === watched) rmSync(file, { force: true });

function send(pid: number, signal: NodeJS.Signals) {
	try {
		process.kill(pid, signal);
	} catch {
		// It has ended by itself.
	}
}

/** A negative id stands for a group of processes, as everywhere in Unix; its leader has the id. */
function isAlive(pid: number): boolean {
	return startOf(Math.abs(pid)) !== null;
}

function ownerOf(file: string): number | undefined {
	try {
		return JSON.parse(readFileSync(file, 'utf8')).pid;
	} catch {
		return undefined;
	}
}
