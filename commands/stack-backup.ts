import { parseArgs } from 'node:util';
import { backUp } from '../local/backup.ts';

/**
 * `npm run stack:backup -- <folder>`: copies all data of the local stack, which has to be stopped.
 *
 *   --data   the folder of the stack, .local/dev unless told
 */
export default async function stackBackup(args: string[]): Promise<void> {
	const options = { data: { type: 'string', default: '.local/dev' } } as const;
	const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
	const [to, ...rest] = positionals;
	if (!to || rest.length > 0) {
		throw new Error('Say where to: npm run stack:backup -- <new folder>');
	}
	backUp(values.data, to);
	console.log(`Copied the data of ${values.data} to ${to}, with its secrets.`);
}
