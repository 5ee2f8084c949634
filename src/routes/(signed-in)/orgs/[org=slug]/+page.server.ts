import { inOrganization } from '$lib/server/organization';
import { budgetUse } from './budget-use.server';
import { firstSteps, firstStepsActions, firstStepsList } from './first-steps.server';
import { weeklyChart } from './weekly-chart.server';

const weeks = 26;

export async function load() {
	const { supabase, id, token } = inOrganization();
	const [{ data: overview }, { data: beside }] = await Promise.all([
		supabase.rpc('overview', { weeks }, { get: true }).single().throwOnError(),
		supabase
			.from('organizations')
			.select(
				// Members get no budgets: row level security decides.
				`sign_in_connected_at, budgeted:projects(id, name, project_budgets!inner(amount, spent, currency)),
				made:projects(id), others:memberships(user_id), mine:memberships(list_preferences(list))`
			)
			.eq('id', id)
			// Called by another name, since that of the table would be that of both.
			.limit(1, { referencedTable: 'made' })
			.neq('others.user_id', token.userId)
			.limit(1, { referencedTable: 'others' })
			.eq('mine.user_id', token.userId)
			.eq('mine.list_preferences.list', firstStepsList)
			.maybeSingle()
			.throwOnError()
	]);

	const { open, late, done, first_week, done_per_week } = overview;
	return {
		title: 'Overview',
		counts: { open, late, done },
		weeks,
		chart: weeklyChart(first_week, done_per_week),
		budgets: budgetUse(beside?.budgeted ?? []),
		firstSteps: beside && (await firstSteps(beside))
	};
}

export const actions = firstStepsActions;
