import { randomInt } from 'node:crypto';
import fc from 'fast-check';
import { newCompany, newProject, newTask } from '../../policies/company.ts';
import { newCanary, canariesIn } from '../../isolation/canaries.ts';
import type { Visitor } from '../session/visitor.ts';
import { expect, test } from '../session/test.ts';
import { anyAddress } from './any-address.ts';

/*
 * Whatever stands in the address of a list, the answer is a list: never an error page, and never
 * anything of another organization. A failure prints what replays it:
 * ORGDECK_SEED=… ORGDECK_PATH=… npm test journeys any-address
 */

const { ORGDECK_SEED, ORGDECK_PATH, ORGDECK_LONG } = process.env;
const { ORGDECK_ADDRESSES = ORGDECK_LONG ? '400' : '120' } = process.env;

/** An organization whose lists have pages, and a canary in whatever may have one. */
async function companyWithPages(canary: string) {
	const company = await newCompany();
	const { admin } = company;
	const project = await newProject(admin, { name: `Apple ${canary}` });
	await newTask(admin, project, {
		title: `Apple ${canary}`,
		labels: ['a', canary],
		due_on: '2026-02-28'
	});
	const tasks = Array.from({ length: 60 }, (_, number) => ({
		project_id: project.id,
		title: `Ab ${number} ${canary}`,
		due_on: number % 2 ? '2026-02-28' : null,
		estimate: number % 3 ? number : null
	}));
	const projects = tasks.slice(0, 30).map(({ title }) => ({ name: title }));
	await admin.supabase.from('tasks').insert(tasks).throwOnError();
	await admin.supabase.from('projects').insert(projects).throwOnError();
	return { ...company, project };
}

/** The names of pages that the lists themselves give out, in each of their orders. */
async function realCursors(visitor: Visitor, path: string): Promise<string[]> {
	const found: string[] = [];
	const orders = ['title', '-title', 'priority', 'due', '-due', 'estimate', 'created', 'changed'];
	const addresses = [
		...orders.map((sort) => `${path}/tasks?size=25&sort=${sort}`),
		...['name', '-created'].map((sort) => `${path}/projects?size=25&sort=${sort}`)
	];
	for (const address of addresses) {
		const { body } = await visitor.open(address);
		found.push(
			...[...body.matchAll(/[?&;]after=([\w%-]+)/g)].map(([, name]) => decodeURIComponent(name!))
		);
	}
	return found;
}

test('no address of a list leads to an error page or to another organization @long', async ({
	app,
	visitor
}) => {
	const [ours, theirs] = [newCanary(), newCanary()];
	const { organization, member, project } = await companyWithPages(ours);
	await companyWithPages(theirs);
	await visitor.signIn(member, { organization, returnTo: '/healthz' });
	const path = `/orgs/${organization.slug}`;
	const real = await realCursors(visitor, path);
	expect(new Set(real).size).toBeGreaterThan(8);
	const control = await visitor.open(`${path}/tasks`);
	expect(canariesIn(control.body)).toEqual(new Set([ours]));

	let asked = 0;
	let answered = 0;
	const property = fc.asyncProperty(anyAddress(project.id, real), async (address) => {
		asked++;
		const { status, body } = await visitor.open(path + address);
		// An address that is too long is refused before anybody looks at it.
		if (status === 414 || status === 431)
			return expect((path + address).length).toBeGreaterThan(8000);
		answered++;
		expect(status, app.log().split('\n').slice(-20).join('\n')).toBeLessThan(300);
		expect(canariesIn(body).has(theirs)).toBe(false);
		// A page says that it failed within a 200 where it fails late, and then it ends early.
		if (!address.startsWith('/tasks/')) expect(body).toContain('</html>');
		expect(body).not.toContain('"type":"error"');
	});
	await fc.assert(property, {
		seed: ORGDECK_SEED === undefined ? randomInt(2 ** 31) : Number(ORGDECK_SEED),
		path: ORGDECK_PATH,
		numRuns: Number(ORGDECK_ADDRESSES),
		interruptAfterTimeLimit: 110_000,
		markInterruptAsFailure: true,
		includeErrorInReport: true
	});
	test.info().annotations.push({ type: 'addresses', description: `${answered} of ${asked}` });
	if (!ORGDECK_PATH) expect(answered).toBeGreaterThan(Number(ORGDECK_ADDRESSES) / 2);
});
