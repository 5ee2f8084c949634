import type { RunDetails } from 'fast-check';
import { Disagreement } from './disagreement.ts';
import type { Operation } from './operation.ts';
import type { World } from './world.ts';

/** What went wrong, in the shortest sequence in which it does, and how to see it again. */
export function failureOf(details: RunDetails<[Operation[]]>, world: World | undefined): string {
	const { seed, counterexamplePath, errorInstance } = details;
	const replay = `ORGDECK_SEED=${seed} ORGDECK_PATH=${counterexamplePath} npm test -- isolation`;
	const lines = [...(world?.lines ?? []), ...wordsOf(errorInstance)];
	const steps = lines.map((line, n) => `${String(n + 1).padStart(4)}. ${line}`);
	const text = [titleOf(errorInstance), '', ...steps, '', `To see it again:`, `  ${replay}`].join(
		'\n'
	);
	return legible(text, world?.labels ?? new Map());
}

function titleOf(error: unknown): string {
	if (!(error instanceof Disagreement)) return 'It broke.';
	return error.isLeak
		? 'LEAK: somebody reads or writes what is not theirs.'
		: 'The stack does not do what the model says.';
}

function wordsOf(error: unknown): string[] {
	if (error instanceof Disagreement) {
		const { who, deed, expected, received } = error;
		return [`${who}${deed}\n      model: ${expected}\n      stack: ${received}`];
	}
	return [error instanceof Error ? (error.stack ?? error.message) : String(error)];
}

/** The text with short names in place of ids. */
function legible(text: string, labels: Map<string, string>): string {
	let short = text;
	for (const [id, label] of labels) short = short.replaceAll(id, label);
	return short;
}
