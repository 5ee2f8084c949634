import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';
import { runChild, startChild, typescriptFlags } from '../local/children.ts';
import { survivors } from '../tests/fence/survivors.ts';
import type { Verdict } from '../tests/fence/verdict.ts';
import { programOf } from './programs.ts';
import { takeSignals } from './signals.ts';

/** How many of the breakages the tests have to notice. */
const enough = 0.95;
const fewest = 40;

const details = '.local/fence.json';

/**
 * `npm run test:fence [-- <pattern of names>]`: breaks policies, grants, triggers and helpers one at a
 * time in databases of its own, and tells whether a test over HTTP notices each.
 */
export default async function fence(args: string[]): Promise<number> {
	takeSignals();
	const [pattern = ''] = args;
	const begun = Date.now();
	// The tests made by hand are not read without what this writes.
	await runChild({
		command: process.execPath,
		args: [programOf('@sveltejs/kit', 'svelte-kit'), 'sync']
	});
	const workers = availableParallelism() < 4 ? 2 : 4;
	const verdicts: Verdict[] = [];
	const onVerdict = (verdict: Verdict) => {
		verdicts.push(verdict);
		if (!verdict.noticed && !(verdict.name in survivors)) {
			const but = verdict.by ? ` (${verdict.by} fails without it, too)` : '';
			console.log(`not noticed: ${verdict.name}${but}`);
		}
		if (verdicts.length % 25 === 0) console.log(progress(verdicts, begun));
	};
	const numbers = Array.from({ length: workers }, (_, number) => number);
	await Promise.all(numbers.map((number) => work(number, workers, pattern, onVerdict)));
	return report(verdicts, begun, pattern === '');
}

async function work(
	number: number,
	workers: number,
	pattern: string,
	onVerdict: (verdict: Verdict) => void
): Promise<void> {
	const script = 'tests/fence/worker.ts';
	const lines = new PassThrough();
	const noise: string[] = [];
	createInterface({ input: lines }).on('line', (line) => {
		if (line.startsWith('{"name":')) onVerdict(JSON.parse(line));
		else noise.push(line);
	});
	const child = await startChild({
		command: process.execPath,
		args: [...typescriptFlags, script, String(number), String(workers), pattern],
		env: process.env,
		onOutput: (text) => void lines.write(text)
	});
	const how = await child.ended;
	lines.end();
	if (child.exitCode() !== 0) throw new Error(`A worker ${how}.\n${noise.slice(-30).join('\n')}`);
}

function progress(verdicts: Verdict[], begun: number): string {
	const seconds = Math.round((Date.now() - begun) / 1000);
	return `${verdicts.length} broken, ${noticedIn(verdicts)} noticed, ${seconds} s`;
}

function noticedIn(verdicts: Verdict[]): number {
	return verdicts.filter(({ noticed }) => noticed).length;
}

/** Says what was noticed and argues what was not. Zero when that is enough. */
function report(verdicts: Verdict[], begun: number, isWhole: boolean): number {
	const unnoticed = verdicts.filter(({ noticed }) => !noticed).map(({ name }) => name);
	const argued = unnoticed.filter((name) => name in survivors);
	const open = unnoticed.filter((name) => !(name in survivors));
	const stale = isWhole ? Object.keys(survivors).filter((name) => !unnoticed.includes(name)) : [];

	for (const name of argued) console.log(`survives: ${name}\n  ${survivors[name]}`);
	for (const name of open) {
		console.log(
			`survives: ${name}\n  Nobody has said why. Add a case to tests/access, or the reason to tests/fence/survivors.ts.`
		);
	}
	for (const name of stale) {
		console.log(`${name}\n  is in tests/fence/survivors.ts, and was noticed or does not exist.`);
	}
	writeFileSync(details, JSON.stringify(verdicts, null, '\t'));
	console.log(`\nWhich test noticed which breakage stands in ${details}.`);
	const noticed = noticedIn(verdicts);
	const share = ((noticed / verdicts.length) * 100).toFixed(1);
	const seconds = Math.round((Date.now() - begun) / 1000);
	console.log(
		`${noticed} of ${verdicts.length} breakages noticed over HTTP (${share} %), ${argued.length} argued, ${open.length} open; ${seconds} s.`
	);
	const isEnough = verdicts.length > 0 && noticed >= enough * verdicts.length;
	const isMany = verdicts.length >= fewest || !isWhole;
	return isEnough && isMany && open.length === 0 && stale.length === 0 ? 0 : 1;
}
