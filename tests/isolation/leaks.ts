import { canariesIn, idsIn } from './canaries.ts';
import type { Request, Response } from './data-api.ts';
import { Disagreement } from './disagreement.ts';
import { callerOf, canRead, membershipOf } from './rights.ts';
import { rowOf, tables } from './state.ts';
import type { State, Token } from './state.ts';

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
	if (canary) throw new Disagreement(deed, `nothing of ${canary}`, text, { isLeak: true });

	// What is wrong with a request can be said without naming rows that it did not name.
	if (response.status < 400) return;
	const named = idsIn(`${sent} ${token?.organization} ${token?.session.person}`);
	const [id] = [...idsIn(text)].filter((word) => !named.has(word));
	if (id) throw new Disagreement(deed, `an error without ${id}`, text, { isLeak: true });
}
