import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { programOf } from '../../commands/programs.ts';
import { startChild } from '../../local/children.ts';
import type { Failure } from './verdict.ts';

/**
 * Runs the tests of the policies that were written by hand on this stack until one fails, and says
 * which; or those of one file. They go over HTTP like the others: what reads the catalog is in
 * tests/policy-lint.
 */
export async function failsInPolicies(dataDir: string, file = ''): Promise<Failure | null> {
	const report = join(dataDir, 'policies.json');
	rmSync(report, { force: true });
	let output = '';
	const child = await startChild({
		onOutput: (text) => void (output += text),
		command: process.execPath,
		args: [
			...[programOf('vitest'), 'run', '--project', 'policies', '--bail', '1'],
			// Neither the demo data nor the planner's statistics are what they were after the first breakages.
			...['--exclude', '**/seed.test.ts', '--exclude', '**/plans.test.ts'],
			...['--reporter=json', `--outputFile.json=${report}`, ...(file ? [file] : [])]
		],
		env: { ...process.env, ORGDECK_STACK: join(dataDir, 'stack.json') },
		timeLimit: 5 * 60_000,
		wholeGroup: true
	});
	await child.ended;
	if (child.exitCode() === 0) return null;
	const failed = existsSync(report) ? firstIn(readFileSync(report, 'utf8')) : null;
	if (!failed) throw new Error(`The tests of the policies did not run:\n${output.trim()}`);
	return failed;
}

interface Report {
	testResults: {
		name: string;
		message: string;
		assertionResults: { status: string; fullName: string; failureMessages: string[] }[];
	}[];
}

function firstIn(text: string): Failure | null {
	const { testResults } = JSON.parse(text) as Report;
	for (const { name: file, message, assertionResults } of testResults) {
		const failed = assertionResults.find(({ status }) => status === 'failed');
		if (failed) {
			return { by: failed.fullName, saying: firstLine(failed.failureMessages[0]), file };
		}
		if (message)
			return {
				by: 'the tests of the policies, while they set up',
				saying: firstLine(message),
				file
			};
	}
	return null;
}

function firstLine(text = ''): string {
	return text.split('\n')[0]?.slice(0, 200) ?? '';
}
