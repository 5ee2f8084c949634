import { newAdmin, projectsOf } from './company.ts';
import { expect, test } from './test.ts';

test('one page view asks WorkOS nothing, and the Data API at most four times, all at once', async ({
	visitor,
	workos,
	data
}) => {
	const { person, company } = await newAdmin();
	await visitor.signIn(person, { returnTo: projectsOf(company) });
	await visitor.open(projectsOf(company));
	// How roles are called is asked now and then, and remembered.
	await visitor.open(`/orgs/${company.slug}/members`);

	for (const page of ['', '/projects', '/projects/new', '/tasks', '/members']) {
		const path = `/orgs/${company.slug}${page}`;
		workos.clear();
		data.clear();
		expect((await visitor.open(path)).status, path).toBe(200);
		const asked = data.calls.map((call) => call.path);
		expect(asked.length, path).toBeLessThanOrEqual(4);
		expect(
			asked.filter((call) => call.includes('/rpc/session_state')),
			path
		).toHaveLength(1);

		// None of them is answered before all of them were asked.
		const hold = data.hold('/rest/v1/');
		const view = visitor.open(path);
		await hold.waiting(asked.length);
		await hold.release();
		expect((await view).status, path).toBe(200);
		expect(data.calls.length, path).toBe(2 * asked.length);
		expect(workos.calls, path).toEqual([]);
	}
});
