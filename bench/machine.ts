import { cpus, loadavg, platform, totalmem } from 'node:os';
import type { Stack } from '../local/stack.ts';
import { asAdmin } from './volume.ts';

/** Where the table was measured, in words that say nothing about whose machine it is. */
export function machine(): string {
	const [first] = cpus();
	const memory = Math.round(totalmem() / 2 ** 30);
	const load = (loadavg()[0] ?? 0).toFixed(1);
	return `${cpus().length} cores (${first?.model.trim() ?? 'unknown'}), ${memory} GiB, ${platform()}, load ${load} when it began; Node ${process.versions.node}`;
}

/** Postgres' and PostgREST's versions. */
export async function versionsOf({ info }: Stack): Promise<string> {
	const [postgres, { headers }] = await Promise.all([
		asAdmin(info.adminUrl, (client) => client.query('show server_version')),
		fetch(info.postgrestUrl)
	]);
	const [, postgrest = ''] = /postgrest\/([\d.]+)/.exec(headers.get('server') ?? '') ?? [];
	const { server_version } = postgres.rows[0];
	return `Postgres ${server_version.split(' ')[0]}, PostgREST ${postgrest}`;
}
