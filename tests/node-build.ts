import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { reservePort } from '../local/ports.ts';
import { serving, type App } from './serving.ts';

interface BuildOptions {
	/** The variables of the stack it runs on, and others. */
	env: Record<string, string>;
	port?: number;
	/** The project's own unless told. */
	folder?: string;
}

/** Runs a production Node build, and waits until it answers. */
export async function startBuild(options: BuildOptions): Promise<App> {
	const build = options.folder ?? fileURLToPath(new URL('../build', import.meta.url));
	if (!existsSync(build)) throw new Error('There is no build yet: run `npm run build` first.');
	const reserved = await reservePort(options.port ?? 0);
	const url = `http://localhost:${reserved.port}`;
	await reserved.release();
	return serving(url, {
		command: process.execPath,
		// As `npm start` does.
		args: ['--max-semi-space-size=8', build],
		env: { PATH: process.env.PATH, ...serverEnv(url, reserved.port), ...options.env }
	});
}

/** The settings of a Node server that answers there. */
export function serverEnv(url: string, port: number): Record<string, string> {
	return {
		ORIGIN: url,
		HOST: '127.0.0.1',
		PORT: String(port),
		SHUTDOWN_TIMEOUT: '1',
		// All tests come from one address, as a small town would.
		RATE_LIMIT_FACTOR: '1000'
	};
}
