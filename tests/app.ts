import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { startChild } from '../local/children.ts';
import { reservePort } from '../local/ports.ts';
import { stack } from './stack.ts';

export interface App {
	url: string;
	/** What it has printed so far. */
	log(): string;
	stop(): Promise<void>;
}

/** Runs the production Node build on the stack, and waits until it answers. */
export async function startApp(
	options: { env?: Record<string, string>; port?: number } = {}
): Promise<App> {
	const build = fileURLToPath(new URL('../build', import.meta.url));
	if (!existsSync(build)) throw new Error('There is no build yet: run `npm run build` first.');
	const reserved = await reservePort(options.port ?? 0);
	const url = `http://localhost:${reserved.port}`;
	await reserved.release();

	let output = '';
	const child = await startChild({
		command: process.execPath,
		args: [build],
		env: {
			PATH: process.env.PATH,
			...stack.env,
			ORIGIN: url,
			HOST: '127.0.0.1',
			PORT: String(reserved.port),
			SHUTDOWN_TIMEOUT: '1',
			...options.env
		},
		onOutput: (text) => (output += text)
	});
	let ended: string | undefined;
	void child.ended.then((how) => (ended = how));
	while (!(await answers(url))) {
		if (ended) throw new Error(`The app ${ended}:\n${output}`);
		await new Promise((done) => setTimeout(done, 20));
	}
	return { url, log: () => output, stop: child.stop };
}

async function answers(url: string): Promise<boolean> {
	try {
		const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(10_000) });
		await response.arrayBuffer();
		return true;
	} catch {
		return false;
	}
}
