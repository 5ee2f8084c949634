import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { supabase } from '../local/database.ts';
import { withDatabase } from './with-database.ts';

const file = 'src/lib/database.types.ts';

/**
 * `npm run db:types`: writes the types of the database as the migrations make it. With `--check`
 * it only compares.
 */
export default async function dbTypes(args: string[]): Promise<number> {
	const { values } = parseArgs({ args, options: { check: { type: 'boolean' } } });
	const types = await withDatabase(generate);
	if (!values.check) {
		writeFileSync(file, types);
		console.log(`Wrote ${file}.`);
		return 0;
	}
	if (readFileSync(file, 'utf8') === types) return 0;
	console.error(`${file} is not what the migrations make: run \`npm run db:types\`.`);
	return 1;
}

async function generate(databaseUrl: string): Promise<string> {
	const types = await supabase([
		...['gen', 'types', 'typescript'],
		...[`--remote=${databaseUrl}`, '--schema', 'public']
	]);
	return format(types, { ...(await resolveConfig(file)), filepath: file });
}
