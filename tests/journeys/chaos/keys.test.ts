import { unique } from '../../fixtures.ts';
import { stack } from '../../stack.ts';
import { newProject } from '../session/answers.ts';
import { newAdmin, projectsOf } from '../session/company.ts';
import { letTokensExpire } from '../session/tokens.ts';
import { expect, note, test } from './test.ts';

// Others who verify tokens meanwhile would notice, so it is not done beside them.
test('WorkOS signs with another key in the middle of traffic, five times, and nobody notices @long', async ({
	visitor,
	instances,
	bar
}) => {
	test.setTimeout(10 * 60_000);
	const { person, company } = await newAdmin();
	const { company: foreign } = await newAdmin();
	await visitor.signIn(person);
	let isOver = false;
	const saved: string[] = [];
	const tabs = instances.map(async ({ url }) => {
		while (!isOver) {
			const view = await visitor.open(projectsOf(company), url);
			note(bar, view, [foreign]);
			expect(view.status).toBe(200);
			const name = `Between keys ${unique()}`;
			const post = await visitor.post(...newProject(company, name), url);
			note(bar, post);
			expect(post.status).toBe(303);
			saved.push(name);
		}
	});
	const all = Promise.all(tabs);
	all.catch(() => {});
	for (let round = 0; round < 5; round++) {
		await fetch(new URL('/_test/keys/rotate', stack.env.WORKOS_API_URL), {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: '{}'
		});
		// What they hold was signed with the old key, and what they get now with the new one.
		if (round % 2) await letTokensExpire(visitor);
		else visitor.dropCookies(/token/);
		const seen = saved.length;
		await expect.poll(() => isOver || saved.length > seen + 6).toBe(true);
	}
	isOver = true;
	await all;
	for (const name of saved) {
		const { body } = await visitor.open(`${projectsOf(company)}?q=${encodeURIComponent(name)}`);
		const found = body.split(`>${name}<`).length - 1;
		if (found === 0) bar.lost++;
		if (found > 1) bar.twice++;
	}
});
