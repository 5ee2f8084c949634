interface Budget {
	amount: number;
	spent: number;
	currency: string;
	projects: { id: string; name: string };
}

/** Budgets as the overview shows them: those that are used up most come first. */
export function budgetUse(budgets: Budget[]) {
	return budgets
		.toSorted((one, other) => use(other) - use(one))
		.map(({ projects: project, ...amounts }) => ({ project, ...amounts }));
}

function use({ amount, spent }: Budget): number {
	if (amount > 0) return spent / amount;
	return spent > 0 ? Infinity : 0;
}
