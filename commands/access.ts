import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { forDocs, forTerminal } from '../tests/access/matrix.ts';

const file = 'docs/access.md';

/**
 * `npm run access`: prints who may do what, as supabase/access.ts says. With `--write` it writes
 * docs/access.md, with `--check` it compares it.
 */
export default async function access(args: string[]): Promise<number> {
	const options = { write: { type: 'boolean' }, check: { type: 'boolean' } } as const;
	const { values } = parseArgs({ args, options });
	if (!values.write && !values.check) {
		console.log(forTerminal());
		return 0;
	}
	const docs = await format(forDocs(), { ...(await resolveConfig(file)), filepath: file });
	if (values.write) {
		writeFileSync(file, docs);
		console.log(`Wrote ${file}.`);
		return 0;
	}
	if (readFileSync(file, 'utf8') === docs) return 0;
	console.error(
		`${file} is not what supabase/access.ts says: run \`npm run access -- --write\`, and read what changed.`
	);
	return 1;
}
