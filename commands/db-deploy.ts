import { deploy } from './database/deploy.ts';
import { readArguments } from './database/url.ts';
import { adviseOn } from './db-advisors.ts';

const usage = `Say which database, by its connection string or by the variable that holds it:

  npm run db:deploy -- --url-from-env DATABASE_URL
  npm run db:deploy -- postgresql://postgres:…@db.….supabase.co:5432/postgres

--allow-destructive <version> lets a migration take something away; name each.`;

/**
 * `npm run db:deploy`: applies pending migrations to a database that an app uses meanwhile, as
 * docs/deploy-database.md says.
 */
export default async function dbDeploy(args: string[]): Promise<number> {
	const { url, allowDestructive } = readArguments(args, usage);
	await deploy(url, { allowDestructive, log: console.log });
	await adviseOn(url).catch((error: Error) => {
		console.warn(`The advisors could not be asked, which changes nothing: ${error.message}`);
	});
	return 0;
}
