import { closeSync, existsSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';

/** One change of one row, as it stands in the journal. */
export type Change =
	['put', table: string, row: { id: string }] | ['remove', table: string, id: string];

export interface Journal {
	append(change: Change): void;
	close(): void;
}

/** Reads the changes of earlier runs. A last line cut short by a crash never happened. */
export function readJournal(file: string): Change[] {
	if (!existsSync(file)) return [];
	const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
	return lines.map((line, index) => {
		try {
			return JSON.parse(line) as Change;
		} catch {
			throw new Error(`${file}: line ${index + 1} is not a change. Start over with --reset.`);
		}
	});
}

/** Replaces the journal by the given changes in one step and opens it for more. */
export function openJournal(file: string, changes: Change[]): Journal {
	const draft = `${file}.new`;
	const draftHandle = openSync(draft, 'w', 0o600);
	for (const change of changes) writeSync(draftHandle, `${JSON.stringify(change)}\n`);
	closeSync(draftHandle);
	renameSync(draft, file);

	const handle = openSync(file, 'a', 0o600);
	return {
		// Written before the answer leaves, so that a killed process has forgotten nothing it said.
		append: (change) => void writeSync(handle, `${JSON.stringify(change)}\n`),
		close: () => closeSync(handle)
	};
}
