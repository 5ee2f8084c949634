import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startChild } from '../local/children.ts';
import { reservePort } from '../local/ports.ts';
import type { App } from './app.ts';
import { stack } from './stack.ts';

/** Runs the Cloudflare build in workerd, on the stack, and waits until it answers. */
export async function startWorker(options: { env?: Record<string, string> } = {}): Promise<App> {
	const root = fileURLToPath(new URL('..', import.meta.url));
	if (!existsSync(join(root, '.svelte-kit/cloudflare/_worker.js'))) {
		throw new Error('There is no worker yet: run `ADAPTER=cloudflare npm run build` first.');
	}
	const reserved = await reservePort(0);
	const inspector = await reservePort(0);
	await Promise.all([reserved.release(), inspector.release()]);
	const url = `http://localhost:${reserved.port}`;

	const folder = mkdtempSync(join(tmpdir(), 'orgdeck-worker-'));
	const variables = { ...stack.env, ORIGIN: url, ...options.env };
	const lines = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
	writeFileSync(join(folder, 'env'), lines.join('\n'), { mode: 0o600 });

	let output = '';
	const child = await startChild({
		command: process.execPath,
		args: [
			join(root, 'node_modules/wrangler/bin/wrangler.js'),
			...['dev', '--ip', '127.0.0.1', '--port', String(reserved.port)],
			...['--inspector-port', String(inspector.port), '--env-file', join(folder, 'env')],
			...['--persist-to', join(folder, 'state'), '--log-level', 'warn'],
			'--show-interactive-dev-session=false'
		],
		cwd: root,
		wholeGroup: true,
		env: {
			...process.env,
			// Wrangler asks its maker for news, unless told in each of these ways.
			WRANGLER_SEND_METRICS: 'false',
			WRANGLER_HIDE_BANNER: 'true',
			WRANGLER_SEND_ERROR_REPORTS: 'false',
			CLOUDFLARE_CF_FETCH_ENABLED: 'false'
		},
		onOutput: (text) => (output += text)
	});
	let ended: string | undefined;
	void child.ended.then((how) => (ended = how));
	while (!(await answers(url))) {
		if (ended) throw new Error(`The worker ${ended}:\n${output}`);
		await new Promise((resume) => setTimeout(resume, 50));
	}
	return {
		url,
		log: () => output,
		async stop() {
			await child.stop();
			rmSync(folder, { recursive: true, force: true });
		}
	};
}

async function answers(url: string): Promise<boolean> {
	return fetch(`${url}/healthz`, { signal: AbortSignal.timeout(10_000) }).then(
		(response) => response.ok,
		() => false
	);
}
