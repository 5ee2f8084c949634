import { parseArgs } from 'node:util';
import { startStack } from '../local/stack.ts';
import { takeSignals } from './signals.ts';

/**
 * `npm run stack`: the local stack alone, with the environment for an app that runs elsewhere.
 *
 *   --json    print the environment as one line of JSON
 *   --reset   start over with new demo data
 *   --data    the folder to keep the data in, .local/dev unless told
 */
export default async function stack(args: string[]): Promise<void> {
	const { values } = parseArgs({
		args,
		options: { json: { type: 'boolean' }, reset: { type: 'boolean' }, data: { type: 'string' } }
	});
	const signals = takeSignals();
	const origin = process.env.ORIGIN ?? 'http://localhost:5173';
	const running = await startStack({
		dataDir: values.data ?? '.local/dev',
		reset: values.reset,
		command: 'npm run stack',
		signInEndpoint: `${origin}/sign-in`,
		webhookUrl: `${origin}/webhooks/workos`,
		log: console.error
	});
	try {
		const env = { ...running.env, ORIGIN: origin };
		console.log(values.json ? JSON.stringify(env) : describe(env));
		const problem = await Promise.race([signals.up(), running.broken]);
		if (problem) throw new Error(problem);
	} finally {
		await running.stop();
	}
}

function describe(env: Record<string, string>): string {
	const lines = Object.entries(env).map(([name, value]) => `${name}=${value}`);
	return [
		'The local stack runs. The environment for the app:',
		'',
		...lines,
		'',
		'Stop it with Ctrl-C.'
	].join('\n');
}
