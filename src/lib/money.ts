/** Writes an amount of money, without cents that are none. */
export function money(amount: number, currency: string): string {
	return new Intl.NumberFormat('en-GB', {
		style: 'currency',
		currency,
		trailingZeroDisplay: 'stripIfInteger'
	}).format(amount);
}
