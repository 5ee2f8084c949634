import { canariesIn, idsIn } from './canaries.ts';
import type { Request, Response } from './data-api.ts';
import { Disagreement } from './disagreement.ts';
import { callerOf, canRead, membershipOf } from './model/rights.ts';
import { rowOf, tables } from './model/state.ts';
import type { State, Token } from './model/state.ts';

/** All that the bearer of the token may be told at this moment. */
export function readableText(state: State, token: Token | null): string {
	if (!token) return '';
	const caller = callerOf(state, token);
	const rows = tables.flatMap((table) =>
		state.tables[table].filter((row) => canRead(state, caller, table, row))
	);
	// session_state() tells people who were removed from where they were removed.
	const organization =
		caller.person && membershipOf(state, token)
			? rowOf(state, 'organizations', { id: token.organization })
			: undefined;
	return JSON.stringify([rows, organization]);
}

/** Throws if anything in a response, its headers and errors too, is not for this token. */
export function expectNoLeak(
	state: State,
	deed: string,
	readable: string,
	token: Token | null,
	request: Request,
	response: Response
): void {
	const headers = [...response.headers].map(([name, value]) => `${name}: ${value}`).join('\n');
	const text = `${headers}\n${response.body}`;
	const sent = `${decodeURIComponent(request.path)} ${JSON.stringify(request.body)}`;
	const known = canariesIn(`${readable} ${sent}`);
	const [canary] = [...canariesIn(text)].filter((word) => !known.has(word));
	if (canary) throw leak(deed, `nothing of ${ownerOf(state, canary)}`, text, canary);

	// What is wrong with a request can be said without naming rows that it did not name.
	if (response.status < 400) return;
	const named = idsIn(`${sent} ${token?.organization} ${token?.session.person}`);
	const [id] = [...idsIn(text)].filter((word) => !named.has(word));
	if (id) throw leak(deed, `an error that does not name ${id}`, text, id);
}

function leak(deed: string, expected: string, text: string, word: string): Disagreement {
	const at = text.indexOf(word);
	const part = text.slice(Math.max(at - 200, 0), at + 200).replaceAll('\n', ' ');
	return new Disagreement(deed, expected, `… ${part} …`, { isLeak: true });
}

/** Whose text it is, in words. */
function ownerOf(state: State, canary: string): string {
	for (const table of tables) {
		const row = state.tables[table].find((row) => JSON.stringify(row).includes(canary));
		if (row) return `${table} of ${row.org_id ?? row.id ?? row.user_id} (${canary})`;
	}
	return `another world, or of the past (${canary})`;
}
