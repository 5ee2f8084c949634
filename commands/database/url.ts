import { parseArgs } from 'node:util';

export interface Arguments {
	url: string;
	allowDestructive: string[];
}

/**
 * The address of a database as the commands take it: as it is, or the name of a variable that holds
 * it, which keeps the password out of the list of processes and the history of the shell.
 *
 * @throws the usage, when neither is there
 */
export function readArguments(args: string[], usage: string): Arguments {
	const { values, positionals } = parseArgs({
		args,
		allowPositionals: true,
		options: {
			'url-from-env': { type: 'string' },
			'allow-destructive': { type: 'string', multiple: true }
		}
	});
	const name = values['url-from-env'];
	const given = name ? process.env[name] : positionals[0];
	if (name && !given) throw new Error(`The variable ${name} is not set.`);
	if (!given || positionals.length > (name ? 0 : 1)) throw new Error(usage);
	const allowDestructive = (values['allow-destructive'] ?? []).flatMap((one) =>
		one.split(/[\s,]+/)
	);
	return { url: given, allowDestructive: allowDestructive.filter((one) => one !== '') };
}
