import { describe, findDrift } from './database/deploy.ts';
import { readArguments } from './database/url.ts';

const usage = `Say which database, by its connection string or by the variable that holds it:

  npm run db:drift -- --url-from-env DATABASE_URL`;

/** `npm run db:drift`: how a database differs from what the migrations that it has make. */
export default async function dbDrift(args: string[]): Promise<number> {
	const { url } = readArguments(args, usage);
	const drift = await findDrift(url);
	console.log(drift.length > 0 ? describe(drift) : 'The database is what its migrations make.');
	return drift.length > 0 ? 1 : 0;
}
