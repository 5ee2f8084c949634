import { parseArgs } from 'node:util';
import { startStack } from '../local/stack.ts';
import { untilStopped } from './until-stopped.ts';

/** `npm run stack`: the local stack alone, with the environment for an app that runs elsewhere. */
export default async function stack(args: string[]): Promise<number> {
	const { values } = parseArgs({
		args,
		options: { json: { type: 'boolean' }, reset: { type: 'boolean' } }
	});
	const stopped = untilStopped();
	const origin = process.env.ORIGIN ?? 'http://localhost:5173';
	const starting = startStack({
		dataDir: '.local/dev',
		reset: values.reset,
		command: 'npm run stack',
		signInEndpoint: `${origin}/sign-in`,
		log: console.error
	});
	const running = await starting;
	const env = { ...running.env, ORIGIN: origin };
	if (values.json) console.log(JSON.stringify(env));
	else console.log(describe(env));

	const problem = await Promise.race([stopped, running.broken]);
	await running.stop();
	if (problem) throw new Error(problem);
	return 0;
}

function describe(env: Record<string, string>): string {
	const lines = Object.entries(env).map(([name, value]) => `${name}=${value}`);
	return [
		'The local stack runs. The environment for the app:',
		'',
		...lines,
		'',
		'Stop with Ctrl-C.'
	].join('\n');
}
