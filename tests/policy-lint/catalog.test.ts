import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { inRolledBackTransaction, type Query } from '../policies/database.ts';
import { careful } from './careful.ts';
import { expectNone } from './found.ts';
import { functionRules } from './functions.ts';
import { grantRules } from './grants.ts';
import { keyRules } from './keys.ts';
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

	for (const rule of rules) test(rule.name, () => expectNone(findings.get(rule)!));
});

describe('a careful table passes and careless changes to it are found:', () => {
	/** What is found because of the careful table, and because of each change to it. */
	const findings = new Map<Rule | string, string[]>();

	beforeAll(() =>
		lint(async (query) => {
			const before = new Set<string>();
			for (const rule of rules) (await findingsOf(rule, query)).forEach((one) => before.add(one));
			const newFindings = async (rule: Rule) =>
				(await findingsOf(rule, query)).filter((one) => !before.has(one));

			await query(careful);
			await query('savepoint careful');
			for (const rule of rules) {
				findings.set(rule, await newFindings(rule));
				for (const change of rule.careless) {
					await query(change);
					findings.set(change, await newFindings(rule));
					await query('rollback to careful');
				}
			}
		})
	);

	for (const rule of rules) {
		test(rule.name, () => {
			expect(findings.get(rule)).toEqual([]);
			for (const change of rule.careless) {
				const problems = findings.get(change)!;
				expect(problems, change).not.toEqual([]);
				// Each reads as sentences, with nothing missing.
				const missing = /undefined|(?<!not |be |a )null\b/;
				for (const problem of problems) {
					expect(problem).not.toMatch(missing);
					expect(problem).toMatch(/\.$/);
				}
			}
		});
	}
});

test('the table of docs/add-a-table.md breaks no rule', async () => {
	const page = readFileSync(new URL('../../docs/add-a-table.md', import.meta.url), 'utf8');
	const [, sql = ''] = /```sql\n([\s\S]*?)```/.exec(page) ?? [];
	const findings = await lint(async (query) => {
		const findAll = async () => {
			const found: string[] = [];
			for (const rule of rules) found.push(...(await findingsOf(rule, query)));
			return found;
		};
		const before = await findAll();
		// Somebody may have added it as it stands.
		await query(sql.replaceAll('notes', 'notes_of_the_page'));
		return (await findAll()).filter((one) => !before.includes(one));
	});
	expectNone(findings);
});
