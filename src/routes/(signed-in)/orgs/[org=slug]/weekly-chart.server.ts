import { addDays } from '$lib/days';
import { scaleBand, scaleLinear } from 'd3-scale';

/** What the chart draws: places across are in per cent, places down in pixels. */
export interface WeeklyChart {
	height: number;
	/** Each week is the date of its Monday. */
	bars: { week: string; count: number; x: number; width: number; y: number; height: number }[];
	ticks: { value: number; y: number }[];
	/** The first Mondays of months. */
	months: { date: string; x: number }[];
}

const height = 180;

/** Works the chart out here, so that no browser has to load what does it. */
export function weeklyChart(firstWeek: string, counts: number[]): WeeklyChart {
	const mondays = counts.map((_, number) => addDays(firstWeek, number * 7));
	const across = scaleBand(mondays, [0, 100]).paddingInner(0.3).paddingOuter(0.15);
	const down = scaleLinear([0, Math.max(4, ...counts)], [height, 0]).nice(4);

	const width = across.bandwidth();
	return {
		height,
		bars: mondays.map((monday, number) => {
			const count = counts[number] ?? 0;
			const y = down(count);
			return { week: monday, count, x: across(monday) ?? 0, width, y, height: height - y };
		}),
		ticks: down.ticks(4).map((value) => ({ value, y: down(value) })),
		months: mondays
			.filter(
				(monday, number) => number > 0 && monday.slice(0, 7) !== mondays[number - 1]?.slice(0, 7)
			)
			.map((monday) => ({ date: monday, x: across(monday) ?? 0 }))
	};
}
