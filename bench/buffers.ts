import type pg from 'pg';
import type { QueryConfig } from 'pg';

interface Plan {
	'Shared Hit Blocks': number;
	'Shared Read Blocks': number;
	'Parent Relationship'?: string;
	'Node Type': string;
	Plans?: Plan[];
}

/** The pages of 8 kB that a statement looks at for its rows, and those for what it asks once. */
export async function pagesRead(client: pg.Client, { text, values }: QueryConfig) {
	const { rows } = await client.query(
		`explain (analyze, buffers, timing off, format json) ${text}`,
		values
	);
	const plan: Plan = rows[0]['QUERY PLAN'][0].Plan;
	const once = onceIn(plan);
	return { rows: pagesOf(plan) - once, once };
}

const pagesOf = (plan: Plan) => plan['Shared Hit Blocks'] + plan['Shared Read Blocks'];

/** Helpers of policies stand below the statement, each by itself, and read no table of the plan. */
function onceIn(plan: Plan): number {
	const isHelper = ['Result', 'ProjectSet'].includes(plan['Node Type']) && !plan.Plans?.[0]?.Plans;
	const isApart = ['InitPlan', 'SubPlan'].includes(plan['Parent Relationship'] ?? '');
	if (isHelper && isApart) return pagesOf(plan);
	return (plan.Plans ?? []).reduce((sum, part) => sum + onceIn(part), 0);
}
