import { day } from '$lib/dates';
import type { FilterValue } from '$lib/table/filter-values';
import type { Choice, Filter } from '$lib/table/table';

/** What a filter lets through, in the few words of its chip. */
export function describe(
	filter: Filter,
	value: FilterValue,
	choices: readonly Choice[],
	{ locale, today }: { locale: string; today: string }
): string {
	if (value.kind === 'text') return value.text;
	if (value.kind === 'choice' && filter.kind === 'choice') {
		const known = filter.choices ?? choices;
		const names = value.values.map(
			(one) => known.find((choice) => choice.value === one)?.label ?? one
		);
		const all = [...(value.none && filter.none ? [filter.none] : []), ...names];
		return all.length > 3
			? `${all.slice(0, 2).join(', ')} and ${all.length - 2} more`
			: all.join(', ');
	}
	if (value.kind === 'number' && filter.kind === 'number') {
		const unit = filter.unit ? ` ${filter.unit}` : '';
		return fromTo(value.from?.toString(), value.to?.toString()) + unit;
	}
	if (value.kind === 'date' && filter.kind === 'date') {
		if (value.range) return filter.ranges.find((range) => range.value === value.range)?.label ?? '';
		const write = (date: string | undefined) => date && day(date, { locale, today });
		return fromTo(write(value.from), write(value.to));
	}
	return '';
}

function fromTo(from: string | undefined, to: string | undefined): string {
	if (from === to) return from ?? '';
	if (!to) return `from ${from}`;
	return from ? `${from} to ${to}` : `until ${to}`;
}
