import { inOrganization } from '$lib/server/organization';
import { budgetUse } from './budget-use.server';
import { weeklyChart } from './weekly-chart.server';

const weeks = 26;

export async function load() {
	const { supabase } = inOrganization();
	const [{ data: overview }, { data: budgets }] = await Promise.all([
		supabase.rpc('overview', { weeks }, { get: true }).single().throwOnError(),
		// Members get none: row level security decides.
		supabase
			.from('project_budgets')
			.select('amount, spent, currency, projects!inner(id, name)')
			.throwOnError()
	]);

	const { open, late, done, first_week, done_per_week } = overview;
	return {
		title: 'Overview',
		counts: { open, late, done },
		weeks,
		chart: weeklyChart(first_week, done_per_week),
		budgets: budgetUse(budgets)
	};
}
