import { as, join, newOrganization, newPerson, unique } from '../../fixtures.ts';
import type { Organization, Person } from '../../fixtures.ts';

/** An organization with an admin and a project that stands in no other. */
export interface Company extends Organization {
	project: string;
}

/** A new organization of this person. */
export async function companyOf(admin: Person): Promise<Company> {
	const organization = await newOrganization();
	await join(admin, organization, 'admin');
	const project = `Project ${unique()}`;
	const supabase = await as(admin, organization);
	await supabase.from('projects').insert({ name: project }).throwOnError();
	return { ...organization, project };
}

/** Somebody new with an organization of their own. */
export async function newAdmin(): Promise<{ person: Person; company: Company }> {
	const person = await newPerson();
	return { person, company: await companyOf(person) };
}

/** Where the projects of an organization are listed. */
export function projectsOf({ slug }: Organization): string {
	return `/orgs/${slug}/projects`;
}
