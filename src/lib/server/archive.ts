import { csvLine } from '$lib/csv';
import { makeZip } from 'client-zip';
import { readRows, type Row } from './export-rows';
import { exported, leftOut, type ExportedTable } from './exported-tables';
import type { Speak } from './speaker';
import { requireStillAdmin } from './still-admin';

/** Whose archive it is, and who asked for it when. */
export interface Commission {
	organization: { id: string; name: string; slug: string };
	by: { id: string; name: string; email: string | null };
	at: Date;
}

/** A file of rows, as the manifest tells of it. */
interface File {
	name: string;
	holds: string;
	rows: number;
}

const formats = {
	jsonl: {
		head: () => '',
		line: (row: Row, columns: string[]) =>
			JSON.stringify(Object.fromEntries(columns.map((column) => [column, row[column]]))) + '\n'
	},
	csv: {
		// Without a byte order mark Excel takes UTF-8 for something else.
		head: (columns: string[]) => '\ufeff' + csvLine(columns),
		line: (row: Row, columns: string[]) => csvLine(columns.map((column) => row[column]))
	}
};
type Format = keyof typeof formats;

/**
 * Everything of an organization as a ZIP archive, made while it is read: nothing is held but the
 * page at hand, and nothing is asked for before what was read is on its way.
 *
 * The manifest comes last and says that it is whole. Where something fails on the way, or the person
 * is no longer an admin, the stream breaks off: row level security would answer with fewer rows.
 */
export function archiveOf(commission: Commission, speak: Speak): ReadableStream<Uint8Array> {
	return makeZip(filesOf(commission, speak));
}

async function* filesOf(commission: Commission, speak: Speak) {
	const { at, organization, by } = commission;
	yield { name: 'README.txt', lastModified: at, input: readme(commission) };

	const files: File[] = [];
	for (const [table, entry] of Object.entries(exported)) {
		for (const format of formatsOf(entry)) {
			const file = { name: `${table}.${format}`, holds: entry.holds, rows: 0 };
			const pages = readRows(table, entry, organization.id, speak);
			yield { name: file.name, lastModified: at, input: contents(file, format, entry, pages) };
			await requireStillAdmin(speak);
			files.push(file);
		}
	}

	const times = { started_at: at.toISOString(), finished_at: new Date().toISOString() };
	const manifest = { complete: true, organization, by, ...times, files, left_out: leftOut };
	const input = JSON.stringify(manifest, null, '\t') + '\n';
	yield { name: 'manifest.json', lastModified: at, input };
}

async function* contents(
	file: File,
	format: Format,
	{ columns, beside }: ExportedTable,
	pages: AsyncIterable<Row[]>
) {
	const names = [...columns, ...(beside?.columns ?? [])];
	const { head, line } = formats[format];
	// What is yielded must not be empty, which would end the file.
	const first = head(names);
	if (first) yield first;
	for await (const rows of pages) {
		file.rows += rows.length;
		yield rows.map((row) => line(row, names)).join('');
	}
}

function formatsOf({ nested }: ExportedTable): Format[] {
	return nested ? ['jsonl'] : ['jsonl', 'csv'];
}

function readme({ organization, by, at }: Commission): string {
	const files = Object.entries(exported).map(([table, entry]) => {
		const names = formatsOf(entry).map((format) => `${table}.${format}`);
		return `  ${names.join(', ')}\n      ${entry.holds}`;
	});
	return `Everything of ${organization.name}, from Orgdeck

Made on ${at.toISOString()} by ${by.name}${by.email ? ` (${by.email})` : ''}.

What each file is

${files.join('\n')}
  manifest.json
      how many rows are in each file, and that the archive is whole. It is written last: an
      archive without it broke off on the way and lacks rows. Export again then.

How to read them

  .jsonl  one row a line, as JSON, with every value as it is kept. Times are in UTC.
  .csv    the same rows for a spreadsheet. Lists stand in one cell, with commas between. A text
          that a spreadsheet would take for a formula begins with an apostrophe.

What is not in it

  Open invitations, which WorkOS keeps, how people set up their lists, and the picture of the
  organization.

The tables were read one after the other, while people went on working: what was added or changed
meanwhile may be in one file and not yet in another.
`;
}
