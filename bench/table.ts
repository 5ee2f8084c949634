import type { Measurement } from './measurement.ts';
import type { Bar, Row, Verdict } from './row.ts';

/** What was measured of one heading. */
export interface Section {
	measurement: Measurement;
	rows: Row[];
}

/** One line for a terminal. */
export function lineFor(row: Row): string {
	const mark = { holds: '✓', missed: '✗', noisy: '~' }[row.verdict];
	const against = row.other === null ? '' : `over ${amount(row.other, row)}`;
	const cells = [
		`${mark} ${row.name}`.padEnd(44),
		amount(row.mine, row).padStart(12),
		against.padEnd(18),
		ratioOf(row).padEnd(24),
		`bar: ${barOf(row.bar, row)}`,
		row.verdict === 'holds' ? '' : row.verdict
	];
	return cells.join('  ').trimEnd();
}

interface Page {
	/** When and where it was measured, and on how many rows. */
	where: string;
	/** The titles of all headings. */
	order: string[];
	/** What the page says so far: headings that were not measured stay as they are. */
	before: string;
}

/** The page docs/benchmarks.md, with these headings anew. */
export function pageOf(sections: Section[], { where, order, before }: Page): string {
	const texts = new Map(
		before
			.split(/^(?=## )/m)
			.slice(1)
			.map((text) => [text.slice(3, text.indexOf('\n')).trim(), text.trim()])
	);
	for (const section of sections) {
		texts.set(section.measurement.title, sectionOf(section, where));
	}
	return `# Benchmarks

\`npm run bench\` writes this page. It measures pairs of ways to do the same, in turn and in an order
that changes, so that what else the machine does meets both alike. What counts is the ratio of the
pairs and what one takes more than the other; times by themselves say more about the machine. A ratio
stands with the interval that holds the true median 95 times of a hundred. Where that interval leaves
open whether the bar holds, the pairs are measured again, up to four times; what is still open is
_noisy_, and no failure. One side of a bar is enough.

\`npm run bench -- --check\` writes nothing and fails when a bar is missed. \`--rows 10000000\` takes ten
times as many tasks; the smaller database always has a tenth. \`--only <words>\` measures the headings
with one of these words, and \`--to docs/benchmarks.md\` then puts these alone into the page. \`--reset\`
loads everything anew, \`--load-only\` does no more than load.

${order.flatMap((title) => texts.get(title) ?? []).join('\n\n')}
`;
}

function sectionOf({ measurement, rows }: Section, where: string): string {
	const lines = rows.map((row) => {
		const verdict = row.verdict === 'holds' ? 'holds' : `**${row.verdict}**`;
		const other = row.other === null ? '' : amount(row.other, row);
		const cells = [
			...[row.name, amount(row.mine, row), other, ratioOf(row), moreOf(row)],
			...[barOf(row.bar, row), verdict, row.note]
		];
		return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
	});
	return `## ${measurement.title}

${measurement.about.replace(/\s+/g, ' ')}

_${where}._

| what | measured | beside | ratio | more | bar | | note |
| --- | ---: | ---: | --- | --- | --- | --- | --- |
${lines.join('\n')}`;
}

/** The lines that ended so, by what they are called. */
export function linesOf(sections: Section[], verdict: Verdict): string[] {
	return sections.flatMap(({ measurement, rows }) =>
		rows
			.filter((row) => row.verdict === verdict)
			.map((row) => {
				const measured = row.ratio ? `${ratioOf(row)} times` : amount(row.mine, row);
				const note = row.note && ` (${row.note})`;
				return `${measurement.title}, ${row.name}: ${measured}, and its bar is ${barOf(row.bar, row)}${note}`;
			})
	);
}

/** A number with its unit, as exactly as it is worth. */
function amount(value: number, { unit }: Pick<Row, 'unit'>): string {
	const digits = unit === 'pages' || Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
	return `${value.toFixed(unit === 'ms' && Math.abs(value) < 1 ? 3 : digits)} ${unit}`;
}

function ratioOf({ ratio }: Row): string {
	if (!ratio) return '';
	const { median, low, high } = ratio;
	const spread = low === high ? '' : ` (${low.toFixed(2)} to ${high.toFixed(2)})`;
	return `${median.toFixed(2)}${spread}`;
}

function moreOf(row: Row): string {
	if (!row.more) return '';
	const { median } = row.more;
	return `${median < 0 ? '' : '+'}${amount(median, row)}`;
}

function barOf({ times, more, most }: Bar, row: Pick<Row, 'unit'>): string {
	const words = [
		times !== undefined && `${Number(times.toFixed(2))} times`,
		more !== undefined && `${Number(more.toFixed(3))} ${row.unit} more`,
		most !== undefined && `${Number(most.toFixed(3))} ${row.unit}`
	];
	return words.filter(Boolean).join(' or ');
}
