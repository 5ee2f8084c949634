import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { reservePort } from '../local/ports.ts';
import { serving, type App } from './serving.ts';
import { stack } from './stack.ts';

/** Wrangler asks its maker for news, unless told in each of these ways. */
export const wranglerEnv = {
	WRANGLER_SEND_METRICS: 'false',
	WRANGLER_HIDE_BANNER: 'true',
	WRANGLER_SEND_ERROR_REPORTS: 'false',
	CLOUDFLARE_CF_FETCH_ENABLED: 'false'
};

/** Runs the Cloudflare build in workerd, on the stack, and waits until it answers. */
export async function startWorker(options: { env?: Record<string, string> } = {}): Promise<App> {
	const root = fileURLToPath(new URL('..', import.meta.url));
	if (!existsSync(join(root, '.svelte-kit/worker/_worker.js'))) {
		throw new Error('There is no worker yet: run `ADAPTER=cloudflare npm run build` first.');
	}
	const reserved = await reservePort(0);
	const inspector = await reservePort(0);
	await Promise.all([reserved.release(), inspector.release()]);
	const url = `http://localhost:${reserved.port}`;

	const folder = mkdtempSync(join(tmpdir(), 'orgdeck-worker-'));
	const variables = { ...stack.env, ORIGIN: url, RATE_LIMIT_FACTOR: '1000', ...options.env };
	const lines = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
	writeFileSync(join(folder, 'env'), lines.join('\n'), { mode: 0o600 });

	const app = await serving(url, {
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
		env: { ...process.env, ...wranglerEnv }
	});
	return {
		...app,
		async stop() {
			await app.stop();
			rmSync(folder, { recursive: true, force: true });
		}
	};
}
