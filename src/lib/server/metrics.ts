/*
 * What this instance counted since it began, for Prometheus. Labels hold routes, names of calls and the
 * like, of which there are only so many; never what a request says.
 */

type Labels = Record<string, string>;

interface Metric {
	name: string;
	help: string;
	type: 'counter' | 'histogram';
	lines(): string[];
}

const metrics: Metric[] = [];

export interface Counter {
	add(labels?: Labels): void;
}

export function counter(name: string, help: string): Counter {
	const values = new Map<string, number>();
	const lines = () => [...values].map(([labels, value]) => `${name}${labels} ${value}`);
	metrics.push({ name, help, type: 'counter', lines });
	return {
		add(labels = {}) {
			const key = written(labels);
			values.set(key, (values.get(key) ?? 0) + 1);
		}
	};
}

/** Upper bounds in seconds: what people do not notice, what they wait for, what is broken. */
const bounds = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export interface Histogram {
	/** @param seconds how long it took */
	observe(seconds: number, labels?: Labels): void;
}

export function histogram(name: string, help: string): Histogram {
	const values = new Map<
		string,
		{ labels: Labels; counts: number[]; sum: number; count: number }
	>();
	const lines = () =>
		[...values].flatMap(([key, { labels, counts, sum, count }]) => [
			...bounds.map((bound, at) => {
				return `${name}_bucket${written({ ...labels, le: String(bound) })} ${counts[at]}`;
			}),
			`${name}_bucket${written({ ...labels, le: '+Inf' })} ${count}`,
			`${name}_sum${key} ${sum.toFixed(6)}`,
			`${name}_count${key} ${count}`
		]);
	metrics.push({ name, help, type: 'histogram', lines });
	return {
		observe(seconds, labels = {}) {
			const key = written(labels);
			const value = values.get(key) ?? { labels, counts: bounds.map(() => 0), sum: 0, count: 0 };
			values.set(key, value);
			bounds.forEach((bound, at) => {
				if (seconds <= bound) value.counts[at]! += 1;
			});
			value.sum += seconds;
			value.count++;
		}
	};
}

/** Everything in Prometheus' text format, version 0.0.4, with gauges as they are now. */
export function exposition(gauges: { name: string; help: string; value: number | null }[]): string {
	const counted = metrics.map((metric) => [...headOf(metric), ...metric.lines()]);
	const read = gauges.map(({ name, help, value }) => [
		...headOf({ name, help, type: 'gauge' }),
		`${name} ${value ?? 'NaN'}`
	]);
	return `${[...counted, ...read].flat().join('\n')}\n`;
}

function headOf({ name, help, type }: { name: string; help: string; type: string }): string[] {
	return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`];
}

function written(labels: Labels): string {
	const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
	return pairs.length > 0 ? `{${pairs.join(',')}}` : '';
}

function escaped(value: string): string {
	return value.replace(/["\\\n]/g, (character) => (character === '\n' ? '\\n' : `\\${character}`));
}
