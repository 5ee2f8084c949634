import { parseArgs } from 'node:util';
import { createServer, loadEnv } from 'vite';
import type { ViteDevServer } from 'vite';
import { reservePort } from '../local/ports.ts';
import type { Keys } from '../local/postgrest.ts';
import { startStack } from '../local/stack.ts';
import { memberships, organizations, people } from '../tests/world.ts';
import { connectedServices } from './services.ts';
import type { Environment } from './services.ts';
import { takeSignals } from './signals.ts';

/**
 * `npm run dev`: the dashboard, with whatever `.env` does not connect running locally.
 *
 *   --reset      start over with new demo data
 *   --port <n>   the wanted port, 5173 unless told; the next free one when it is taken
 *   --data       the folder to keep the data in, .local/dev unless told
 */
export default async function dev(args: string[]): Promise<void> {
	const { values } = parseArgs({
		args,
		options: { reset: { type: 'boolean' }, port: { type: 'string' }, data: { type: 'string' } }
	});
	const signals = takeSignals();
	const given = loadEnv('development', process.cwd(), '');
	const connected = connectedServices(given);
	const keys = connected.workos && !connected.supabase ? await fetchKeys(given) : undefined;
	const port = await reservePort(Number(values.port ?? 5173));
	const origin = given.ORIGIN || `http://localhost:${port.port}`;

	let loading: Promise<ViteDevServer> | undefined;
	const stack = await startStack({
		dataDir: values.data ?? '.local/dev',
		reset: values.reset,
		command: 'npm run dev',
		signInEndpoint: `${origin}/sign-in`,
		// By the name of this machine: what ORIGIN names may be a tunnel.
		webhookUrl: `http://localhost:${port.port}/webhooks/workos`,
		services: { supabase: !connected.supabase, workos: !connected.workos },
		keys,
		log: console.error,
		onEnvironment(env) {
			// What `.env` says stands. Vite reads the environment once, when it loads.
			const missing = Object.entries({ ...env, ORIGIN: origin }).filter(([name]) => !given[name]);
			Object.assign(process.env, Object.fromEntries(missing));
			loading = loadVite(port.port);
		}
	});
	const vite = await loading;
	try {
		await port.release();
		await vite?.listen();
		stack.setUrl(origin);
		console.log(welcome(origin, connected));
		const problem = await Promise.race([signals.up(), stack.broken]);
		if (problem) throw new Error(problem);
	} finally {
		await Promise.all([vite?.close(), stack.stop()]);
	}
}

async function loadVite(port: number): Promise<ViteDevServer> {
	return createServer({
		logLevel: 'warn',
		clearScreen: false,
		server: { host: '127.0.0.1', port, strictPort: true }
	});
}

/** A local Data API has to know the keys that a real WorkOS environment signs with. */
async function fetchKeys(env: Environment): Promise<Keys> {
	const api = env.WORKOS_API_URL || 'https://api.workos.com';
	const url = `${api.replace(/\/+$/, '')}/sso/jwks/${env.WORKOS_CLIENT_ID}`;
	try {
		const response = await fetch(url, { signal: AbortSignal.timeout(10_000) });
		if (!response.ok) throw new Error(`answered with ${response.status}`);
		return (await response.json()) as Keys;
	} catch (error) {
		throw new Error(
			`The public keys of the WorkOS environment could not be had from ${url}: check WORKOS_CLIENT_ID and the network.`,
			{ cause: error }
		);
	}
}

function welcome(origin: string, connected: { supabase: boolean; workos: boolean }): string {
	const lines = ['', `  Orgdeck runs on ${origin}`, ''];
	if (connected.workos) {
		lines.push('  Sign in as anyone of your WorkOS environment.');
	} else {
		lines.push('  Sign in as one of these, without a password:', '');
		lines.push(...Object.entries(people).map(([key, person]) => introduce(key, person)));
		lines.push('', `  The mail it would send: ${process.env.WORKOS_API_URL}/authkit/mail`);
	}
	const real = [connected.workos && 'WorkOS', connected.supabase && 'Supabase'].filter(Boolean);
	lines.push('');
	if (real.length > 0) lines.push(`  Real, from .env: ${real.join(' and ')}`);
	if (real.length < 2) lines.push('  Real services: see "Connect real services" in README.md');
	lines.push('  Stop: Ctrl-C. Start over with new demo data: npm run dev -- --reset', '');
	return lines.join('\n');
}

function introduce(key: string, person: { email: string; firstName: string; lastName: string }) {
	const name = `${person.firstName} ${person.lastName}`.padEnd(14);
	const theirs = memberships
		.filter((membership) => membership.person === key)
		.map(({ role, organization }) => `${role} of ${organizations[organization].name}`);
	return `    ${name}${person.email.padEnd(20)}${theirs.join(', ') || 'no organization yet'}`;
}
