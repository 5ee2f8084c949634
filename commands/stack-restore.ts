import { parseArgs } from 'node:util';
import { restore } from '../local/backup.ts';

/**
 * `npm run stack:restore -- <folder>`: puts a copy of `npm run stack:backup` in the place of what the
 * local stack has, which has to be stopped.
 *
 *   --data   the folder of the stack, .local/dev unless told
 */
export default async function stackRestore(args: string[]): Promise<void> {
	const options = { data: { type: 'string', default: '.local/dev' } } as const;
	const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
	const [from, ...rest] = positionals;
	if (!from || rest.length > 0) throw new Error('Say which: npm run stack:restore -- <folder>');
	restore(from, values.data);
	console.log(
		`${values.data} is what ${from} was. Start it with \`npm run stack\` or \`npm run dev\`.`
	);
}
