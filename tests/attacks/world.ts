import { expect, inject } from 'vitest';
import type { Answer } from '../journeys/session/visitor.ts';
import { Visitor } from '../journeys/session/visitor.ts';
import { newCompany, newProject, newTask } from '../policies/company.ts';
import { ask } from '../policies/database.ts';
import { stack } from '../stack.ts';

/** Where the app answers. */
export const app = inject('attacked');

/** An organization with something in it, and a browser in which its admin is signed in. */
export async function newPlace() {
	const company = await newCompany();
	const project = await newProject(company.admin);
	const task = await newTask(company.admin, project);
	const visitor = new Visitor(app);
	await visitor.signIn(company.admin, { organization: company.organization });
	const here = `/orgs/${company.organization.slug}`;
	await visitor.open(here);
	return { ...company, project, task, visitor, here };
}

export type Place = Awaited<ReturnType<typeof newPlace>>;

let tables: Promise<string[]> | undefined;

/** All that is kept of an organization, in every table, as one fingerprint. */
export async function everythingOf({ organization }: Pick<Place, 'organization'>): Promise<string> {
	tables ??= ask<{ name: string }>(
		`select c.relname as name from pg_attribute a join pg_class c on c.oid = a.attrelid
		where a.attname = 'org_id' and c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
		order by 1`
	).then((rows) => rows.map(({ name }) => name));
	const parts = (await tables).map(
		(name) =>
			`(select '${name} ' || count(*) || ' ' || coalesce(md5(string_agg(t::text, ' ' order by t::text)), '')
			from public."${name}" t where t.org_id = $1)`
	);
	const [row] = await ask<{ all: string }>(`select concat_ws(', ', ${parts.join()}) as all`, [
		organization.id
	]);
	return row!.all;
}

const secrets = [
	stack.env.COOKIE_PASSWORD,
	stack.env.SUPABASE_SECRET_KEY,
	stack.env.WORKOS_API_KEY,
	stack.env.WORKOS_WEBHOOK_SECRET,
	stack.env.SYNC_SECRET,
	stack.databaseUrl
].filter((secret): secret is string => Boolean(secret));

/** What holds for the answer to anything bad: no fault of ours, no secret, no way to another site. */
export function expectHarmless(
	{ status, body, location, headers }: Pick<Answer, 'status' | 'body' | 'location' | 'headers'>,
	what: string,
	at = app
): void {
	expect(status, what).toBeGreaterThanOrEqual(200);
	expect(status, what).toBeLessThan(500);
	for (const secret of secrets) expect(body.includes(secret), what).toBe(false);
	const origin = new URL(location || at, at).origin;
	expect([at, new URL(stack.env.WORKOS_API_URL).origin], what).toContain(origin);
	expect(headers.get('x-injected'), what).toBeNull();
	expect(headers.get('set-cookie') ?? '', what).not.toContain('injected');
}

/** It was looked at and refused. */
export function expectRefused(answer: Answer, what: string): void {
	expectHarmless(answer, what);
	expect(answer.status, what).toBeGreaterThanOrEqual(400);
}
