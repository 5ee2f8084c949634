import { drive } from '../app/drive.ts';
import type { Measurement } from '../measurement.ts';
import { measured } from '../pairs.ts';
import { comparePair, type Bar } from '../row.ts';

/**
 * The pages, and how much processor time of the server each may take: so many times that of an empty
 * one, or so many milliseconds more.
 */
const pages: Record<string, Bar> = {
	'': { times: 12, more: 25 },
	projects: { times: 17, more: 30 },
	tasks: { times: 70, more: 45 },
	members: { times: 14, more: 30 },
	settings: { times: 15, more: 25 },
	audit: { times: 18, more: 45 }
};

const requests = 10;

/** What the app's pages cost beside one that shows nothing. */
export const pagesBesideNothing: Measurement = {
	title: 'Pages',
	about: `Pages of an organization with 1,000 tasks as its admin sees them, over an empty SvelteKit page
		of the same build under the same layout and hooks. Processor time is the server's own. A page asks
		the Data API three to five times and draws up to 50 rows, each with its menus, which no empty page
		does. So the bars are no few times of nothing: they are what pages took when they were set, and
		two fifths more, so that no page grows without anybody noticing.`,

	async *measure(context) {
		const app = await context.app();
		const headers = await app.headers();
		const cpuOf = (url: string) =>
			measured(async () => {
				const before = await app.cpu();
				await drive({ url, requests, headers: () => headers });
				return ((await app.cpu()) - before) / requests;
			});
		for (const [path, bar] of Object.entries(pages)) {
			const [mine, other] = [app.page(path), `${app.url}/empty`];
			yield await comparePair({
				name: `${path || 'overview'}: processor time`,
				bar,
				...{ mine: cpuOf(mine), other: cpuOf(other), rounds: 15, warmUps: 8 }
			});
		}
	}
};
