/**
 * Making a format takes far longer than using it, and a list uses a few of them many times. There
 * is a bound, since locales and zones are whatever browsers name.
 */
const limit = 200;
const formats = new Map<string, Intl.DateTimeFormat | Intl.NumberFormat>();

function remember<Format extends Intl.DateTimeFormat | Intl.NumberFormat>(
	key: string,
	make: () => Format
): Format {
	const known = formats.get(key) as Format | undefined;
	if (known) return known;
	if (formats.size >= limit) formats.clear();
	const made = make();
	formats.set(key, made);
	return made;
}

/** A format of dates and times, made once for the same locale and options. */
export function dateFormat(locale: string, options: Intl.DateTimeFormatOptions) {
	return remember(`date ${locale} ${JSON.stringify(options)}`, () => {
		return new Intl.DateTimeFormat(locale, options);
	});
}

/** A format of numbers, made once for the same locale and options. */
export function numberFormat(locale: string, options: Intl.NumberFormatOptions = {}) {
	return remember(`number ${locale} ${JSON.stringify(options)}`, () => {
		return new Intl.NumberFormat(locale, options);
	});
}
