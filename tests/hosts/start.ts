import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { typescriptFlags } from '../../local/children.ts';
import { reservePort } from '../../local/ports.ts';
import { serving, type App } from '../serving.ts';
import { stack } from '../stack.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const built = { vercel: '.vercel/output/config.json', netlify: '.netlify/functions-internal' };

/** Runs what was built for Vercel or Netlify on the stack, and waits until it answers. */
export async function startFunctions(
	host: keyof typeof built,
	options: { env?: Record<string, string> } = {}
): Promise<App> {
	if (!existsSync(root + built[host])) {
		throw new Error(
			`There is nothing for ${host} yet: run \`ADAPTER=${host} npm run build\` first.`
		);
	}
	const reserved = await reservePort(0);
	const url = `http://localhost:${reserved.port}`;
	await reserved.release();
	return serving(url, {
		command: process.execPath,
		args: [
			...typescriptFlags,
			fileURLToPath(new URL('serve.ts', import.meta.url)),
			...[host, String(reserved.port)]
		],
		cwd: root,
		env: {
			PATH: process.env.PATH,
			...stack.env,
			ORIGIN: url,
			RATE_LIMIT_FACTOR: '1000',
			...options.env
		}
	});
}
