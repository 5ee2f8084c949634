import { newCompany, newProject, newSpeaker, newTask } from '../../policies/company.ts';
import type { Speaker } from '../../policies/company.ts';
import { expect, test } from '../session/test.ts';
import { Visitor } from '../session/visitor.ts';

/*
 * Ten people change one task in the same moment, through the app as their browsers do. What each of
 * them is told has to be true: saved means that it is there, or was until somebody who saw it
 * changed it; and whoever is not saved is told with what they collided.
 */

const people = 10;

async function crowd(url: string) {
	const company = await newCompany();
	const { admin, organization } = company;
	const others = await Promise.all(
		Array.from({ length: people }, () => newSpeaker(organization, 'member'))
	);
	const visitors = await Promise.all(
		others.map(async (person) => {
			const visitor = new Visitor(url);
			await visitor.signIn(person, { organization, returnTo: '/healthz' });
			// With a token for the organization, so that all of them write in the same moment.
			await visitor.open(`/orgs/${organization.slug}`);
			return visitor;
		})
	);
	const [project, other] = [await newProject(admin), await newProject(admin)];
	const task = await newTask(admin, project, { title: 'Before' });
	const action = `/orgs/${organization.slug}/tasks?/changeTask`;
	const change = async (visitor: Visitor, field: string, was: string, value: string) => {
		const form = { id: task.id, seen: task.updated_at, [field]: value, [`was.${field}`]: was };
		const { body } = await visitor.postWithScript(action, form);
		return JSON.parse(body) as { type: string; status: number; data: string };
	};
	return { ...company, others, visitors, project, other, task, change };
}

async function now({ supabase }: Speaker, id: string) {
	const { data } = await supabase.from('tasks').select().eq('id', id).single().throwOnError();
	return data;
}

test('ten people who change different fields of a task at once lose nothing', async ({ app }) => {
	const { admin, others, visitors, project, other, task, change } = await crowd(app.url);
	const changes: [field: string, was: string, value: string][] = [
		['title', 'Before', 'After'],
		['description', '', 'Long'],
		['status', 'todo', 'blocked'],
		['priority', 'medium', 'urgent'],
		['assignee_id', '', others[0]!.id],
		['due_on', '', '2031-01-01'],
		['labels', '', 'new'],
		['estimate', '', '2.5'],
		['project_id', project.id, other.id],
		// What two of them want alike is no conflict.
		['priority', 'medium', 'urgent']
	];
	const answers = await Promise.all(
		visitors.map((visitor, number) => change(visitor, ...changes[number]!))
	);
	expect(answers.map(({ type }) => type)).toEqual(answers.map(() => 'success'));
	expect(await now(admin, task.id)).toMatchObject({
		...{ title: 'After', description: 'Long', status: 'blocked', priority: 'urgent' },
		...{ assignee_id: others[0]!.id, due_on: '2031-01-01', labels: ['new'], estimate: 2.5 },
		project_id: other.id
	});
});

test('of ten people who change the same field at once, one is saved and nine are shown both', async ({
	app
}) => {
	const { admin, visitors, task, change } = await crowd(app.url);
	const answers = await Promise.all(
		visitors.map((visitor, number) => change(visitor, 'title', 'Before', `By ${number}`))
	);
	const saved = answers.flatMap(({ type }, number) => (type === 'success' ? [number] : []));
	expect(saved).toHaveLength(1);
	const { title } = await now(admin, task.id);
	expect(title).toBe(`By ${saved[0]}`);
	for (const [number, { type, status, data }] of answers.entries()) {
		if (type === 'success') continue;
		expect({ type, status }).toEqual({ type: 'failure', status: 409 });
		// Theirs and their own, to choose from.
		expect(data).toContain(title);
		expect(data).toContain(`By ${number}`);
		expect(data).toContain('"conflict"');
	}
});

test('round after round of changes at once, the history has each that was called saved @long', async ({
	app
}) => {
	const { admin, visitors, task, change } = await crowd(app.url);
	let was = 'Before';
	let saves = 0;
	for (let round = 0; round < 3; round++) {
		const answers = await Promise.all(
			visitors.map((visitor, number) =>
				number % 2
					? change(visitor, 'title', was, `${round} ${number}`)
					: change(visitor, 'description', round ? `${round - 1}` : '', `${round}`)
			)
		);
		saves += answers.filter(({ type }) => type === 'success').length;
		was = (await now(admin, task.id)).title;
		for (const { type, data } of answers)
			if (type !== 'success') expect(data).toContain('"conflict"');
	}
	const { data: history } = await admin.supabase
		.rpc('task_history', { task: task.id })
		.throwOnError();
	const changes = history.filter(({ kind }) => kind === 'changed');
	// All who wrote the same description were told that it is saved, and it was written once.
	const written = changes.flatMap(({ changes }) => Object.keys(changes as object));
	expect(written.filter((field) => field === 'title')).toHaveLength(3);
	expect(written.filter((field) => field === 'description')).toHaveLength(3);
	expect(saves).toBe(3 + 3 * 5);
});
