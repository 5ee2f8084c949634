import { beforeAll, describe, expect, test } from 'vitest';
import { inRolledBackTransaction, type Query } from '../policies/database.ts';
import { functionRules } from './functions.ts';
import { grantRules } from './grants.ts';
import { keyRules } from './keys.ts';
import { notes } from './notes.ts';
import { policyRules } from './policies.ts';
import type { Found, Rule } from './rule.ts';
import { tableRules } from './tables.ts';
import { viewRules } from './views.ts';

/*
 * Every table, policy, grant, key, view and function of the migrations, held to rules. Supabase's
 * own advisors, which know nothing of organizations, are a step of their own.
 */

const rules = [tableRules, keyRules, policyRules, grantRules, functionRules, viewRules].flat();

async function findingsOf(rule: Rule, query: Query): Promise<string[]> {
	const found = await query<Found>(rule.finds);
	return found.filter((row) => rule.breaks?.(row) ?? true).map(rule.says);
}

/** Asks with every name written out, and leaves nothing behind. */
function lint<T>(work: (query: Query) => Promise<T>): Promise<T> {
	return inRolledBackTransaction(async (query) => {
		await query(`set local search_path = ''`);
		return work(query);
	});
}

describe('in this database', () => {
	const findings = new Map<Rule, string[]>();

	beforeAll(() =>
		lint(async (query) => {
			for (const rule of rules) findings.set(rule, await findingsOf(rule, query));
		})
	);

	test.each(rules)('$name', (rule) => {
		const problems = findings.get(rule)!;
		if (problems.length > 0) expect.fail(problems.join('\n\n'));
	});
});

describe('a table as it should be and a careless change to it:', () => {
	const findings = new Map<string, string[]>();

	beforeAll(() =>
		lint(async (query) => {
			await query(notes);
			await query('savepoint as_it_should_be');
			for (const rule of rules) {
				findings.set(rule.name, await findingsOf(rule, query));
				for (const change of rule.careless) {
					await query(change);
					findings.set(change, await findingsOf(rule, query));
					await query('rollback to as_it_should_be');
				}
			}
		})
	);

	test.each(rules)('$name', ({ name, careless }) => {
		expect(findings.get(name)).toEqual([]);
		for (const change of careless) {
			const problems = findings.get(change)!;
			expect(problems, change).not.toEqual([]);
			// Each reads as sentences, with nothing missing.
			for (const problem of problems)
				expect(problem).toMatch(/^(?!.*(undefined|(?<!not |be |a )null\b)).+\.$/);
		}
	});
});
