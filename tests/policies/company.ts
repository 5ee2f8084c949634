import type { TablesInsert } from '../../src/lib/database.types.ts';
import { as, join, newOrganization, newPerson, unique } from '../fixtures.ts';
import type { Organization, Person, Supabase } from '../fixtures.ts';

/** Somebody who is signed in. */
export interface Speaker extends Person {
	supabase: Supabase;
}

export interface Company {
	organization: Organization;
	admin: Speaker;
	member: Speaker;
	/** A second member, for what happens between two. */
	colleague: Speaker;
}

/** A new organization with an admin and two members, all signed in to it. */
export async function newCompany(): Promise<Company> {
	const organization = await newOrganization();
	const [admin, member, colleague] = await Promise.all([
		newSpeaker(organization, 'admin'),
		newSpeaker(organization, 'member'),
		newSpeaker(organization, 'member')
	]);
	return { organization, admin, member, colleague };
}

/** Somebody new in the organization, signed in to it. */
export async function newSpeaker(
	organization: Organization,
	roles: string | string[]
): Promise<Speaker> {
	const person = await newPerson();
	await join(person, organization, roles);
	return { ...person, supabase: await as(person, organization) };
}

/** A new project of this admin's organization. */
export async function newProject(
	{ supabase }: Pick<Speaker, 'supabase'>,
	values: Partial<TablesInsert<'projects'>> = {}
) {
	const { data } = await supabase
		.from('projects')
		.insert({ name: `Project ${unique()}`, ...values })
		.select()
		.single()
		.throwOnError();
	return data;
}

/** A private project to which only the admin and these people belong. */
export async function newPrivateProject(admin: Speaker, ...people: Person[]) {
	const project = await newProject(admin, { visibility: 'private' });
	for (const { id } of people) {
		await admin.supabase
			.from('project_members')
			.insert({ project_id: project.id, user_id: id })
			.throwOnError();
	}
	return project;
}

/** A new task in the project, by whoever speaks. */
export async function newTask(
	{ supabase }: Pick<Speaker, 'supabase'>,
	project: { id: string },
	values: Partial<TablesInsert<'tasks'>> = {}
) {
	const { data } = await supabase
		.from('tasks')
		.insert({ project_id: project.id, title: `Task ${unique()}`, ...values })
		.select()
		.single()
		.throwOnError();
	return data;
}
