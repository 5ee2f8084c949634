import { mkdirSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { startChild } from '../local/children.ts';
import { dataDir, startTestStack } from '../tests/global-setup.ts';
import { provideBrowser } from './browser.ts';
import { programOf } from './programs.ts';
import { lineFor, readCounts, total } from './results.ts';
import type { Result } from './results.ts';
import { takeSignals } from './signals.ts';
import { chooseSteps, steps } from './steps.ts';
import type { Command, Step } from './steps.ts';

const reports = resolve('.local/test/reports');
const usualTimeLimit = 9 * 60_000;

/**
 * `npm test [-- <step>… [<filter>…]]`: everything but the slow steps, or the steps of these names.
 * Other words are passed on to the test runners to choose among files. With --full everything.
 */
export default async function test(args: string[]): Promise<number> {
	// Until the end: what runs then is cleared away by the watchdog.
	takeSignals();
	const isStep = (word: string) => steps.some(({ name }) => name === word);
	const names = args.filter(isStep);
	const isFull = args.includes('--full');
	const filters = args.filter((word) => !isStep(word) && word !== '--full');
	if (filters.length > 0 && names.length === 0) {
		const known = steps.map(({ name }) => name).join(', ');
		throw new Error(`There is no step ${filters.join(' ')}. Choose from: ${known}.`);
	}
	const chosen = isFull ? steps : chooseSteps(names);
	const begun = Date.now();
	const browser = chosen.some((step) => step.needsBrowser) ? provideBrowser(console.log) : null;
	// It is awaited by the step that needs it, which may come after it has failed.
	browser?.catch(() => {});

	mkdirSync(reports, { recursive: true });
	const [stack] = await Promise.all([
		startTestStack(),
		run([programOf('@sveltejs/kit', 'svelte-kit'), 'sync'], process.env, () => {})
	]);
	try {
		const results = await runAll(chosen, filters, browser);
		for (const { step, outcome, output } of results) {
			// What slow steps said was shown while they ran.
			if (outcome !== 'failed' || step.slow) continue;
			console.log(`\n──── ${step.name} ────\n${output.trim()}`);
		}
		const seconds = Math.round((Date.now() - begun) / 1000);
		console.log(`\n${results.map(lineFor).join('\n')}\n\nTook ${seconds} s in all.`);
		console.log(total(results));
		return results.every(({ outcome }) => outcome === 'passed') ? 0 : 1;
	} finally {
		await stack.stop();
	}
}

/**
 * Two or three steps at a time, in the order of the list, each once those it needs are done. Slow
 * ones run alone.
 */
async function runAll(
	chosen: Step[],
	filters: string[],
	browser: Promise<string | null> | null
): Promise<Result[]> {
	const results = new Map<Step, Result>();
	const running = new Map<Step, Promise<void>>();
	const limit = availableParallelism() < 4 ? 2 : 3;
	const outcomeOf = (name: string) =>
		[...results.values()].find(({ step }) => step.name === name)?.outcome;

	while (results.size < chosen.length) {
		for (const step of chosen) {
			if (results.has(step) || running.has(step) || running.size >= limit) continue;
			if (isAlone(step) && running.size > 0) continue;
			if ([...running.keys()].some(isAlone)) continue;
			const needs = (step.after ?? []).map(outcomeOf);
			if (needs.includes(undefined)) continue;
			const isPossible = needs.every((outcome) => outcome === 'passed');
			const work = (isPossible ? runStep(step, filters, browser) : leaveOut(step)).then(
				(result) => {
					results.set(step, result);
					running.delete(step);
					console.log(lineFor(result));
				}
			);
			running.set(step, work);
		}
		await Promise.race(running.values());
	}
	return chosen.map((step) => results.get(step) as Result);
}

const isAlone = ({ alone, slow }: Step) => alone || slow;

async function leaveOut(step: Step): Promise<Result> {
	return { step, outcome: 'left out', seconds: 0, counts: null, output: '' };
}

async function runStep(
	step: Step,
	filters: string[],
	browser: Promise<string | null> | null
): Promise<Result> {
	const begun = Date.now();
	const report = `${reports}/${step.name}.json`;
	rmSync(report, { force: true });
	let output = '';
	const onOutput = (text: string) => {
		output += text;
		// Nobody waits for an hour without a word.
		if (step.slow) process.stdout.write(text);
	};
	let isGood = true;
	try {
		const path = step.needsBrowser ? await browser : null;
		const env = {
			...process.env,
			FORCE_COLOR: process.stdout.isTTY ? '1' : '0',
			ORGDECK_STACK: `${dataDir}/stack.json`,
			ORGDECK_REPORT: report,
			...(path ? { CHROMIUM_PATH: path } : {}),
			...step.env
		};
		for (const command of step.commands(step.runner ? filters : [], report)) {
			isGood &&= await run(command, env, onOutput, step.timeLimit);
		}
	} catch (error) {
		isGood = false;
		output += error instanceof Error ? error.message : String(error);
	}
	const seconds = (Date.now() - begun) / 1000;
	const counts = readCounts(step.runner, report);
	return { step, outcome: isGood ? 'passed' : 'failed', seconds, counts, output };
}

async function run(
	command: Command,
	env: NodeJS.ProcessEnv,
	onOutput: (text: string) => void,
	timeLimit = usualTimeLimit
): Promise<boolean> {
	const child = await startChild({
		command: process.execPath,
		args: command,
		env,
		onOutput,
		timeLimit,
		wholeGroup: true
	});
	const how = await child.ended;
	if (child.exitCode() === null) onOutput(`\nIt ${how}.`);
	return child.exitCode() === 0;
}
