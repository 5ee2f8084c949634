import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { Context } from '../bench/context.ts';
import { machine, versionsOf } from '../bench/machine.ts';
import { measurements } from '../bench/measurements.ts';
import type { Measurement } from '../bench/measurement.ts';
import type { Row } from '../bench/row.ts';
import { lineFor, linesOf, pageOf, type Section } from '../bench/table.ts';
import { ProgressLine } from './progress.ts';
import { takeSignals } from './signals.ts';

const docs = 'docs/benchmarks.md';
const fewest = 20_000;

/**
 * `npm run bench`: builds, loads and measures, and writes docs/benchmarks.md.
 *
 *   --rows <n>       how many tasks, 1,000,000 unless told
 *   --only <words>   the headings with one of these words; the table is printed, and written only --to
 *   --to <file>      where the table goes
 *   --check          writes nothing, and fails when a bar is missed
 *   --load-only      makes everything ready, and measures nothing
 *   --reset          loads the databases anew
 */
export default async function bench(args: string[]): Promise<number> {
	const { values, positionals } = parseArgs({
		args,
		allowPositionals: true,
		options: {
			rows: { type: 'string', default: '1000000' },
			only: { type: 'string', multiple: true, default: [] },
			to: { type: 'string' },
			check: { type: 'boolean' },
			'load-only': { type: 'boolean' },
			reset: { type: 'boolean' }
		}
	});
	const rows = Number(values.rows);
	if (!Number.isInteger(rows) || rows < fewest || rows % 10_000 !== 0) {
		throw new Error(
			`--rows ${values.rows} cannot be measured: say ${fewest.toLocaleString('en')} or more, in steps of 10,000.`
		);
	}
	const words = [...values.only, ...positionals];
	const chosen = choose(words);
	// Until the end: what runs then is cleared away by the watchdog.
	takeSignals();
	const line = new ProgressLine();
	const context = new Context(rows, {
		reset: values.reset,
		onProgress: (share, text) => line.show(share, text)
	});
	try {
		const where = machine();
		if (values['load-only']) {
			await context.few();
			await context.many();
			await context.app();
			line.clear();
			console.log('Everything is ready to be measured.');
			return 0;
		}
		const to = values.check ? null : (values.to ?? (words.length === 0 ? docs : null));
		const before = to && words.length > 0 && existsSync(to) ? readFileSync(to, 'utf8') : '';
		const sections: Section[] = [];
		for (const [at, measurement] of chosen.entries()) {
			const show = (text: string) => line.show(at / chosen.length, `${measurement.title}: ${text}`);
			sections.push({ measurement, rows: await measure(measurement, context, line, show) });
			// What was measured is kept, whatever becomes of the rest.
			if (to) await write(to, sections, { context, where, before });
		}
		if (to) console.log(`\nWrote ${to}.`);
		const code = report(sections);
		return values.check ? code : 0;
	} finally {
		line.clear();
		await context.stop();
	}
}

function choose(words: string[]): Measurement[] {
	if (words.length === 0) return measurements;
	const titles = measurements.map(({ title }) => title).join(', ');
	const chosen = measurements.filter(({ title }) =>
		words.some((word) => title.toLowerCase().includes(word.toLowerCase()))
	);
	if (chosen.length > 0) return chosen;
	throw new Error(`Nothing is called ${words.join(' or ')}. There are: ${titles}.`);
}

/** Measures what stands under one heading, with a line for each row when it is there. */
async function measure(
	measurement: Measurement,
	context: Context,
	line: ProgressLine,
	show: (text: string) => void
): Promise<Row[]> {
	line.clear();
	console.log(`\n${measurement.title}`);
	show('getting ready');
	const rows: Row[] = [];
	for await (const row of measurement.measure(context)) {
		rows.push(row);
		line.clear();
		console.log(lineFor(row));
		show(`after ${row.name}`);
	}
	line.clear();
	return rows;
}

interface Place {
	context: Context;
	/** The machine. */
	where: string;
	/** What the page said before. */
	before: string;
}

async function write(to: string, sections: Section[], { context, where, before }: Place) {
	const versions = await versionsOf(await context.many());
	const date = new Date().toISOString().slice(0, 10);
	const counted = `${context.rows.toLocaleString('en')} tasks`;
	const page = pageOf(sections, {
		where: [date, counted, where, versions].join(', '),
		order: measurements.map(({ title }) => title),
		before
	});
	writeFileSync(to, await format(page, { ...(await resolveConfig(docs)), filepath: docs }));
}

/** Says what was missed, and what could not be told. One when something was missed. */
function report(sections: Section[]): number {
	const noisy = linesOf(sections, 'noisy');
	const missed = linesOf(sections, 'missed');
	if (noisy.length > 0) {
		console.log(`\nToo noisy to be judged; measure on a quiet machine:\n${listed(noisy)}`);
	}
	if (missed.length > 0) console.error(`\nMissed:\n${listed(missed)}`);
	else console.log('\nEvery bar holds, as far as it could be measured.');
	return missed.length > 0 ? 1 : 0;
}

const listed = (lines: string[]) => lines.map((line) => `  ${line}`).join('\n');
