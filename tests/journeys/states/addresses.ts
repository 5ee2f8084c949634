import type { Page } from '@playwright/test';

/** The addresses of all states, under the page that shows them all. */
export async function addresses({ request }: Page): Promise<string[]> {
	const html = await (await request.get('/dev/lists')).text();
	const found = [...html.matchAll(/data-state="([^"]+)"/g)];
	return found.map(([, path = '']) => path.replaceAll('&amp;', '&'));
}
