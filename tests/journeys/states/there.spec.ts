import { startApp } from '../../app.ts';
import { addresses } from './addresses.ts';
import { expect, test } from './test.ts';

test('a production build has no such page for anybody, unless it is told', async () => {
	const app = await startApp();
	try {
		for (const path of ['', '/tasks/rows', '/no-such-list/rows']) {
			const answer = await fetch(`${app.url}/dev/lists${path}`);
			expect(answer.status, path).toBe(404);
			expect(await answer.text(), path).not.toContain('Agree on the floor plan');
		}
		const data = await fetch(`${app.url}/dev/lists/tasks/rows/__data.json`);
		expect(await data.text()).not.toContain('Agree on the floor plan');
	} finally {
		await app.stop();
	}
});

test('it shows each state of each list, and knows no other', async ({ page }) => {
	const all = await addresses(page);
	for (const list of ['tasks', 'projects', 'members', 'invitations', 'project']) {
		const states = all.filter((path) => path.startsWith(`${list}/`));
		for (const state of ['rows', 'loading', 'filtered-out', 'failed', 'large']) {
			const isThere = states.some((path) => path.split(/[/?]/)[1] === state);
			expect(isThere, `${list}: ${state}`).toBe(true);
		}
	}
	expect((await page.goto('/dev/lists/tasks/no-such-state'))?.status()).toBe(404);
	expect((await page.goto('/dev/lists/members/conflict'))?.status()).toBe(404);
});
