import type { Reporter, TestCase, TestResult } from '@playwright/test/reporter';

/** Ends a run with one table: how each journey went on each runtime. */
export default class Table implements Reporter {
	#rows = new Map<string, Map<string, string>>();
	#wrong = 0;

	onTestEnd(test: TestCase, result: TestResult): void {
		const [, runtime = '', kind] =
			test.parent.project()?.name.match(/^conformance (\w+)(.*)/) ?? [];
		const file = test.location.file.split('/journeys/').at(-1);
		const name = `${file}: ${test.title.replaceAll(/ @\w+/g, '')}${kind}`;
		const row = this.#rows.get(name) ?? new Map<string, string>();
		const isGood = result.status === test.expectedStatus;
		row.set(runtime, isGood ? (result.status === 'skipped' ? '-' : '✓') : '✗');
		this.#rows.set(name, row);
	}

	onEnd(): void {
		const rows = [...this.#rows].sort(([a], [b]) => a.localeCompare(b));
		const runtimes = [...new Set(rows.flatMap(([, row]) => [...row.keys()]))];
		const line = (cells: string[], name = '') =>
			`${cells.map((cell) => cell.padStart(8)).join('')}  ${name}`.trimEnd();
		const marks = rows.map(([name, row]) => {
			const cells = runtimes.map((runtime) => row.get(runtime) ?? '');
			this.#wrong += cells.filter((cell) => cell === '✗').length;
			return line(cells, name);
		});
		console.log(`\n${[line(runtimes), ...marks].join('\n')}\n`);
		console.log(`${rows.length} journeys on ${runtimes.length} runtimes, ${this.#wrong} wrong\n`);
	}

	printsToStdio(): boolean {
		return false;
	}
}
