import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Reporter, TestCase, TestResult } from '@playwright/test/reporter';
import { noBar, wrongs, type Bar } from './bar.ts';

interface Row extends Bar {
	where: string;
	test: string;
	outcome: string;
}

const folder = '.local/test/bars';
const part = process.env.ORGDECK_BARS ?? '';

/**
 * Ends a run with one table of its bars: how often each was tried, and what went wrong. The rows of
 * the parts that ran before stand there too.
 */
export default class Table implements Reporter {
	#rows: Row[] = [];

	onTestEnd(test: TestCase, result: TestResult): void {
		const bars = result.annotations.filter(({ type }) => type === 'bar');
		for (const { description } of bars) {
			const bar: Bar = JSON.parse(description ?? '');
			const where = test.parent.project()?.name.replace(/^chaos (data )?/, '') ?? '';
			this.#rows.push({ where, test: test.title, outcome: result.status, ...bar });
		}
	}

	onEnd(): void {
		mkdirSync(folder, { recursive: true });
		// The part that comes first begins a new table.
		if (part === 'sessions') rmSync(join(folder, 'data.json'), { force: true });
		writeFileSync(join(folder, `${part}.json`), JSON.stringify(this.#rows));
		const rows = readdirSync(folder)
			.sort()
			.reverse()
			.flatMap((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Row[]);
		console.log(`\n${linesOf(rows).join('\n')}\n`);
	}

	printsToStdio(): boolean {
		return false;
	}
}

function linesOf(rows: Row[]): string[] {
	const heads = ['tries', 'signed out', 'let in', 'twice', 'lost', 'foreign', 'back (ms)'];
	const line = (cells: string[]) => cells.map((cell) => cell.padStart(10)).join(' ');
	const numbers = (bar: Bar) =>
		line([bar.tries, ...wrongs.map((wrong) => bar[wrong]), bar.back || ''].map(String));
	const sum = noBar();
	for (const row of rows) for (const name of ['tries', ...wrongs] as const) sum[name] += row[name];
	sum.back = Math.max(...rows.map(({ back }) => back), 0);
	const wrong = wrongs.reduce((total, name) => total + sum[name], 0);
	return [
		`${line(heads)}`,
		...rows.map(
			(row) =>
				`${numbers(row)}  ${row.where}: ${row.test}${row.outcome === 'passed' ? '' : ` (${row.outcome})`}`
		),
		`${numbers(sum)}  in all`,
		`${sum.tries} tries, ${wrong} wrong`
	];
}
