/** For how many days the log may be kept, as the page offers it; nothing is for ever. */
export const periods = [
	{ days: '', label: 'For ever' },
	{ days: '90', label: '90 days' },
	{ days: '180', label: 'Half a year' },
	{ days: '365', label: 'One year' },
	{ days: '730', label: 'Two years' },
	{ days: '1825', label: 'Five years' },
	{ days: '3650', label: 'Ten years' }
];

/** What so many days are called. */
export const periodLabel = (days: number | null) =>
	periods.find((period) => period.days === String(days ?? ''))?.label ?? `${days} days`;
