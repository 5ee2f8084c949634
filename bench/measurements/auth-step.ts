import type { BenchApp } from '../app/start.ts';
import { drive } from '../app/drive.ts';
import type { Measurement } from '../measurement.ts';
import { measured } from '../pairs.ts';
import { comparePair } from '../row.ts';

/** How many requests one sample is made of. */
const many = 100;

/** What it costs each request to find out who asks. */
export const authStep: Measurement = {
	title: 'Auth step',
	about: `Cookies, token and organization of a request, over the same request of which the server was
		told beforehand whose it is (a part of the build that is measured only). Processor time is the
		server's own, all threads; a token is verified when an instance sees it for the first time, then
		remembered. The throughput is of the projects page with its calls to the Data API, with four
		requests at a time.`,

	async *measure(context) {
		const app = await context.app();
		const remembered = await app.headers();
		const nothing = app.page('nothing');
		yield await comparePair({
			name: 'processor time, token remembered',
			bar: { more: 0.2 },
			mine: measured(() => cpuOf(app, nothing, () => remembered)),
			other: measured(() => cpuOf(app, nothing, () => app.known)),
			rounds: 31
		});
		yield await comparePair({
			name: 'processor time, token new',
			bar: { more: 0.2 },
			mine: measured(async () => {
				const headers = await Promise.all(Array.from({ length: many }, () => app.headers()));
				return cpuOf(app, nothing, (number) => headers[number]!);
			}),
			other: measured(() => cpuOf(app, nothing, () => app.known)),
			rounds: 15
		});

		const projects = app.page('projects');
		const timeOf = (headers: Record<string, string>) =>
			drive({ url: projects, requests: 40, connections: 4, headers: () => headers });
		yield await comparePair({
			name: 'time of the projects page under load',
			bar: { times: 1 / 0.85 },
			mine: measured(async () => (await timeOf(remembered)) / 40),
			other: measured(async () => (await timeOf(app.known)) / 40),
			rounds: 31,
			note: '1.18 times the time is 15 % less throughput'
		});
	}
};

/** The processor time of the server for one request. */
async function cpuOf(
	app: BenchApp,
	url: string,
	headers: (number: number) => Record<string, string>
): Promise<number> {
	const before = await app.cpu();
	await drive({ url, requests: many, headers });
	return ((await app.cpu()) - before) / many;
}
