interface Amounts {
	amount: number;
	spent: number;
	currency: string;
}
interface Budgeted {
	id: string;
	name: string;
	project_budgets: Amounts;
}

/** Budgets as the overview shows them: those that are used up most come first. */
export function budgetUse(projects: Budgeted[]) {
	return projects
		.map(({ project_budgets: amounts, ...project }) => ({ project, ...amounts }))
		.toSorted((one, other) => use(other) - use(one));
}

function use({ amount, spent }: Amounts): number {
	if (amount > 0) return spent / amount;
	return spent > 0 ? Infinity : 0;
}
