import type { Stack } from '../local/stack.ts';
import { large, organizationId, personId } from './sow.ts';
import { asAdmin } from './volume.ts';

/** A page of the list of tasks, as the app's address says it and as SQL does. */
export interface Question {
	name: string;
	/** The file in bench/sql. */
	sql: string;
	address: string;
	values: Record<string, unknown>;
}

/** The pages that are measured, in the largest organization unless told. */
export async function questionsFor(stack: Stack, organization = large): Promise<Question[]> {
	const org = organizationId(organization);
	const today = new Date().toISOString().slice(0, 10);
	const assignee = personId(organization, 7);
	const { far, project } = await asAdmin(stack.info.adminUrl, async (client) => {
		const { rows } = await client.query<{ at: string; id: string; page: string }>(
			`select to_json(t.created_at) #>> '{}' as at, t.id, (n.place / 50)::text as page
			from (select least(50000, count(*) / 2) as place from public.tasks where org_id = $1) n
			cross join lateral (
				select * from public.tasks where org_id = $1 and state = 'active'
				order by created_at desc, id desc
				offset n.place - 1 limit 1
			) t`,
			[org]
		);
		const { rows: projects } = await client.query<{ id: string }>(
			`select id from public.projects where org_id = $1 and visibility = 'org' order by id limit 1`,
			[org]
		);
		return { far: rows[0]!, project: projects[0]!.id };
	});
	const cursor = Buffer.from(JSON.stringify([far.at, far.id])).toString('base64url');
	const page = Number(far.page).toLocaleString('en');
	return [
		{ name: 'first page', sql: 'first-page', address: 'sort=-created', values: {} },
		{
			name: `page ${page}`,
			sql: 'keyset-page',
			address: `sort=-created&after=${cursor}`,
			values: { at: far.at, id: far.id }
		},
		{
			name: 'in a rare status',
			sql: 'by-status',
			address: 'sort=-created&status=blocked',
			values: { status: 'blocked' }
		},
		{
			name: 'of one person',
			sql: 'by-assignee',
			address: `sort=-created&assignee=${assignee}`,
			values: { assignee }
		},
		{
			name: 'of one project',
			sql: 'by-project',
			address: `sort=-created&project=${project}`,
			values: { project }
		},
		{ name: 'late', sql: 'late', address: 'sort=due&due=late', values: { today } }
	].map((question) => ({
		...question,
		address: `${question.address}&size=50`
	}));
}

/** Who asks: the number of a person, and what they are. */
export const askers = [
	{ role: 'admin', person: 0 },
	{ role: 'member', person: 1 }
] as const;
