import { loadEnv } from 'vite';
import { endSessions } from './database/end-sessions.ts';
import { readArguments } from './database/url.ts';
import { workosOf } from './workos-client.ts';

const usage = `Say of which database, by its connection string or by the variable that holds it:

  npm run sessions:end -- --url-from-env DATABASE_URL`;

/**
 * `npm run sessions:end`: signs everybody out, here and at WorkOS. After a backup was restored, in which
 * sessions are open that have ended since; and when a secret or a backup was stolen.
 */
export default async function sessionsEnd(args: string[]): Promise<number> {
	const { url } = readArguments(args, usage);
	const env = { ...loadEnv('development', process.cwd(), ''), ...process.env };
	if (!env.WORKOS_API_KEY) {
		throw new Error('Set WORKOS_API_KEY, in .env or here: sessions are ended at WorkOS too.');
	}
	const { ended, left } = await endSessions(url, workosOf(env));
	console.log(`Ended ${count(ended)}. Everybody signs in again.`);
	if (left.length === 0) return 0;
	console.error(
		`WorkOS did not end ${count(left.length)} (${left[0]}). Whoever comes back with one is told that it has ended, until it is revoked in WorkOS' dashboard.`
	);
	return 1;
}

function count(sessions: number): string {
	return `${sessions.toLocaleString('en')} ${sessions === 1 ? 'session' : 'sessions'}`;
}
