interface Budget {
	amount: number;
	spent: number;
	currency: string;
	projects: { id: string; name: string };
}

/** Budgets as the overview shows them: those that are used up most come first. */
export function budgetUse(budgets: Budget[]) {
	return budgets
		.map(({ amount, spent, currency, projects }) => ({
			project: projects,
			amount,
			spent,
			currency,
			over: spent > amount,
			/** In per cent; nothing to spend and something spent is all of it and more. */
			used: amount > 0 ? (spent / amount) * 100 : spent > 0 ? Infinity : 0
		}))
		.sort((one, other) => other.used - one.used);
}
