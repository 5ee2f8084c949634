import { startChild, type ChildOptions } from '../local/children.ts';

export interface App {
	url: string;
	pid: number;
	/** What it has printed so far. */
	log(): string;
	/** Asks it to end, and does not wait until it has. */
	signal(name: NodeJS.Signals): void;
	/** How it ended, in words. */
	ended: Promise<string>;
	stop(): Promise<void>;
	/** Ends it at once, as a machine that loses its power. */
	kill(): Promise<void>;
}

/** Starts a program that will answer at this address, and waits until it does. */
export async function serving(url: string, options: ChildOptions): Promise<App> {
	let output = '';
	const child = await startChild({ ...options, onOutput: (text) => (output += text) });
	let ended: string | undefined;
	void child.ended.then((how) => (ended = how));
	while (!(await answers(url))) {
		if (ended) throw new Error(`The app ${ended}:\n${output}`);
		await new Promise((done) => setTimeout(done, 20));
	}
	const kill = async () => {
		child.signal('SIGKILL');
		await child.ended;
	};
	const { pid, signal, stop } = child;
	return { url, pid, log: () => output, signal, ended: child.ended, stop, kill };
}

async function answers(url: string): Promise<boolean> {
	try {
		const response = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(10_000) });
		await response.arrayBuffer();
		// Wrangler answers before its worker does.
		return response.status < 500;
	} catch {
		return false;
	}
}
