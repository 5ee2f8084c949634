import { existsSync, readFileSync } from 'node:fs';
import type { Step } from './steps.ts';

export interface Counts {
	passed: number;
	failed: number;
	skipped: number;
}

export interface Result {
	step: Step;
	outcome: 'passed' | 'failed' | 'left out';
	seconds: number;
	/** Null for steps that run no tests. */
	counts: Counts | null;
	output: string;
}

/** What a test runner counted, or null when it never came to write its report. */
export function readCounts(runner: Step['runner'], file: string): Counts | null {
	if (!runner || !existsSync(file)) return null;
	const report = JSON.parse(readFileSync(file, 'utf8'));
	if (runner === 'vitest') {
		const skipped = report.numPendingTests + report.numTodoTests;
		return { passed: report.numPassedTests, failed: report.numFailedTests, skipped };
	}
	const { expected, unexpected, flaky, skipped } = report.stats;
	return { passed: expected + flaky, failed: unexpected, skipped };
}

/** One line for a step that has ended. */
export function lineFor({ step, outcome, seconds, counts, output }: Result): string {
	const mark = { passed: '✓', failed: '✗', 'left out': '-' }[outcome];
	const time = outcome === 'left out' ? '' : `${seconds.toFixed(1)} s`;
	const tests = counts ? `  ${describe(counts)}` : '';
	const said = (step.says && step.says.exec(output)?.[0]) ?? '';
	return `${mark} ${step.name.padEnd(12)}${time.padStart(8)}${tests}  ${said}`.trimEnd();
}

/**
 * The totals over all tests. A step that failed without a failed test, such as the linter or a
 * runner that never started, counts as one, so that a run that failed never says 0 failed.
 */
export function total(results: Result[]): string {
	const sum: Counts = { passed: 0, failed: 0, skipped: 0 };
	for (const { outcome, counts } of results) {
		sum.passed += counts?.passed ?? 0;
		sum.skipped += counts?.skipped ?? 0;
		sum.failed += Math.max(counts?.failed ?? 0, outcome === 'failed' ? 1 : 0);
	}
	return describe(sum);
}

function describe({ passed, failed, skipped }: Counts): string {
	return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}
