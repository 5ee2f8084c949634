import { numberFormat } from './formats';

/** Writes how many there are. */
export function count(number: number, { locale }: { locale: string }): string {
	return numberFormat(locale).format(number);
}

/** Writes an amount of money, without cents that are none. */
export function money(amount: number, currency: string, { locale }: { locale: string }): string {
	return numberFormat(locale, {
		style: 'currency',
		currency,
		trailingZeroDisplay: 'stripIfInteger'
	}).format(amount);
}
