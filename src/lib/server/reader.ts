import type { RequestEvent } from '@sveltejs/kit';
import type { Reader } from '$lib/dates';
import { isZone, zoneCookie } from '$lib/zone';

/** For somebody whose browser names no language that we know. */
const fallback = 'en-GB';

/**
 * How whoever asks reads dates, times and numbers.
 *
 * @param timeZone the organization's, for a browser that has not said yet where it is
 */
export function readerOf({ request, cookies }: RequestEvent, timeZone: string): Reader {
	const zone = cookies.get(zoneCookie);
	return {
		locale: localeOf(request.headers.get('accept-language')),
		zone: zone && isZone(zone) ? zone : timeZone
	};
}

/** The first language of an Accept-Language header in which dates can be written. */
export function localeOf(header: string | null): string {
	// No browser names more than a few, and nothing longer is worth looking at.
	const wishes = (header ?? '').slice(0, 1000).split(',').map(wishOf);
	const wanted = wishes.filter(({ weight }) => weight > 0).sort((a, b) => b.weight - a.weight);
	for (const { tag } of wanted) {
		const locale = plain(tag);
		if (locale) return locale;
	}
	return fallback;
}

function wishOf(wish: string): { tag: string; weight: number } {
	const [tag = '', ...parameters] = wish.split(';').map((part) => part.trim());
	const weight = parameters.find((parameter) => /^q=/i.test(parameter))?.slice(2);
	// A weight that is no number counts as none.
	return { tag, weight: weight === undefined ? 1 : Number(weight) || 0 };
}

/** A tag's language, script and region; its extensions are nobody's wish here. */
function plain(tag: string): string | null {
	try {
		const { language, script, region } = new Intl.Locale(tag);
		const name = [language, script, region].filter(Boolean).join('-');
		return Intl.DateTimeFormat.supportedLocalesOf(name)[0] ?? null;
	} catch {
		return null;
	}
}
