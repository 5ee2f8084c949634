import type { App } from '../../app.ts';

/** One entry of the log of an instance in production. */
export type Entry = { time: string; level: string; event: string } & Record<string, unknown>;

/** What an instance has written down so far; throws where a line is none of its entries. */
export function entriesOf({ log }: Pick<App, 'log'>): Entry[] {
	const whole = log().split('\n').slice(0, -1);
	const lines = whole.filter((line) => line && !line.startsWith('Listening on '));
	return lines.map((line) => JSON.parse(line) as Entry);
}

/** The entries about one request. */
export function about(app: App, id: string | null): Entry[] {
	return entriesOf(app).filter(({ request }) => request === id);
}
