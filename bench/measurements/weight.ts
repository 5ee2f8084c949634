import { gzipSync } from 'node:zlib';
import type { Measurement } from '../measurement.ts';
import { pageWeights } from '../page-weights.ts';
import { single } from '../row.ts';

/** How much of everything that makes pages look as they do. */
const styles = 20;

/** What a browser fetches for the first load of a page. */
export const weight: Measurement = {
	title: 'Weight of pages',
	about: `What a page names as its scripts, with all that these import, and its styles; gzipped. A test
		in a browser holds to the same bars.`,

	async *measure(context) {
		const app = await context.app();
		const headers = await app.headers();
		for (const [path, most] of Object.entries(pageWeights)) {
			const url = app.page(path);
			const response = await fetch(url, { headers });
			// What a page needs, it says in a header, too, so that browsers begin before they read it.
			const page = `${await response.text()}${response.headers.get('link')}`;
			const name = path || 'overview';
			const scripts = await scriptsOf(page, url);
			yield single({ name: `${name}: JavaScript`, unit: 'kB', bar: { most } }, [sizeOf(scripts)]);

			const links = [...page.matchAll(/href="([^"]+\.css)"/g)].map(([, href]) => href!);
			const sheets = await Promise.all(
				[...new Set(links)].map((href) => textAt(new URL(href, url)))
			);
			yield single({ name: `${name}: styles`, unit: 'kB', bar: { most: styles } }, [
				sizeOf(sheets)
			]);
		}
	}
};

/** Scripts that a page names and those that they import before they run. */
async function scriptsOf(page: string, base: string): Promise<string[]> {
	const found = new Map<string, string>();
	const visit = async (url: URL) => {
		if (found.has(url.href)) return;
		found.set(url.href, '');
		const text = await textAt(url);
		found.set(url.href, text);
		const imports = [...text.matchAll(/(?:from|import)\s*"(\.[^"]+\.js)"/g)];
		await Promise.all(imports.map(([, name]) => visit(new URL(name!, url))));
	};
	const names = [...page.matchAll(/["<]([^"<>]*_app\/immutable\/[^"<>]+\.js)[">]/g)];
	await Promise.all(names.map(([, name]) => visit(new URL(name!, base))));
	return [...found.values()];
}

async function textAt(url: URL): Promise<string> {
	const response = await fetch(url);
	if (!response.ok) throw new Error(`${url} answered ${response.status}.`);
	return response.text();
}

const sizeOf = (texts: string[]) =>
	texts.reduce((sum, text) => sum + gzipSync(text).length, 0) / 1000;
