import { execFileSync } from 'node:child_process';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { connect, type AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { programOf } from '../commands/programs.ts';
import { runChild, startChild } from '../local/children.ts';
import { reservePort } from '../local/ports.ts';
import { stack } from './stack.ts';
import { wranglerEnv } from './worker.ts';

/** What the build makes, a file for each part. */
export const bundle = resolve('.svelte-kit/worker');

/** The modules of the worker, as they are named there, the first to be run first. */
export function modulesOf(): string[] {
	const names = readdirSync(bundle, { recursive: true }).map(String);
	const isCode = (name: string) => name.endsWith('.js') && name !== '_worker.js';
	return ['_worker.js', ...names.filter(isCode)];
}

/** Runs Wrangler, without a word to its maker. */
export function wrangler(...args: string[]): Promise<string> {
	return runChild({
		command: process.execPath,
		args: [programOf('wrangler'), ...args],
		env: { ...process.env, ...wranglerEnv }
	});
}

export interface Workerd {
	url: string;
	/** What it said first, and how long that took from when it took connections, in milliseconds. */
	first: { text: string; took: number };
	stop(): Promise<void>;
}

/** Runs the bundle in workerd alone, as Cloudflare does, and asks it once. */
export async function startWorkerd(env: Record<string, string> = {}): Promise<Workerd> {
	const { port, release } = await reservePort(0);
	await release();
	const url = `http://localhost:${port}`;
	// Beside the worker, which it can name only from there.
	const config = join(bundle, `${port}.capnp`);
	const compiled = join(bundle, `${port}.bin`);
	const cache = await startCache();
	writeFileSync(config, configOf(port, cache.port, { ...stack.env, ORIGIN: url, ...env }));
	const { default: workerd } = createRequire(programOf('wrangler'))('workerd');
	writeFileSync(
		compiled,
		execFileSync(workerd, ['compile', '--config-only', config], { maxBuffer: 64e6 })
	);

	let output = '';
	const child = await startChild({
		command: workerd,
		args: ['serve', '--binary', compiled],
		onOutput: (text) => (output += text)
	});
	let ended: string | undefined;
	void child.ended.then((how) => (ended = how));
	let first = await askFirst(port);
	while (!first) {
		if (ended) throw new Error(`workerd ${ended}:\n${output}`);
		first = await askFirst(port);
	}
	return {
		url,
		first,
		async stop() {
			await child.stop();
			await cache.stop();
			for (const file of [config, compiled]) rmSync(file, { force: true });
		}
	};
}

/** Stands for Cloudflare's cache, in which there never is anything. */
async function startCache(): Promise<{ port: number; stop(): Promise<void> }> {
	const server = createServer((_, response) => {
		response.writeHead(504, { 'cf-cache-status': 'MISS' }).end();
	});
	await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
	return {
		port: (server.address() as AddressInfo).port,
		async stop() {
			server.closeAllConnections();
			server.close();
		}
	};
}

/** Asks for the front page, in the leanest way there is; null while nobody listens. */
function askFirst(port: number): Promise<Workerd['first'] | null> {
	return new Promise((done) => {
		let text = '';
		let begun = 0;
		const socket = connect(port, '127.0.0.1');
		socket.on('connect', () => {
			begun = performance.now();
			socket.write(`GET / HTTP/1.1\r\nhost: localhost:${port}\r\nconnection: close\r\n\r\n`);
		});
		socket.on('data', (part) => (text += part));
		socket.on('error', () => setTimeout(() => done(null), 1));
		socket.on('end', () => done({ text, took: performance.now() - begun }));
	});
}

/** https://github.com/cloudflare/workerd/blob/main/src/workerd/server/workerd.capnp */
function configOf(port: number, cachePort: number, env: Record<string, string>): string {
	const text = JSON.stringify;
	const modules = modulesOf().map(
		(name) => `(name = ${text(name)}, esModule = embed ${text(name)})`
	);
	const bindings = Object.entries(env).map(
		([name, value]) => `(name = ${text(name)}, text = ${text(value)})`
	);
	return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "app", worker = (
      modules = [${modules.join(', ')}],
      compatibilityDate = "2026-10-01",
      compatibilityFlags = ["nodejs_als"],
      globalOutbound = "outside",
      cacheApiOutbound = "cache",
      bindings = [(name = "ASSETS", service = "assets"), ${bindings.join(', ')}]
    )),
    (name = "assets", disk = (path = ${text(resolve('.svelte-kit/cloudflare'))})),
    (name = "outside", network = (allow = ["public", "private", "local"])),
    (name = "cache", external = (address = "127.0.0.1:${cachePort}", http = ()))
  ],
  sockets = [(name = "http", address = "127.0.0.1:${port}", service = "app",
    http = (forwardedProtoHeader = "x-test-proto"))]
);
`;
}
