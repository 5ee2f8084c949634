import pg from 'pg';
import type { Stack } from '../../local/stack.ts';
import { pagesRead } from '../buffers.ts';
import type { Measurement } from '../measurement.ts';
import { way } from '../pairs.ts';
import { askers, questionsFor } from '../questions.ts';
import { comparePair, rowOf } from '../row.ts';
import { large, organizationId } from '../sow.ts';
import { prepared, readForms } from '../sql.ts';
import { claimsOf, speak } from '../volume.ts';

/** What the helpers would be if they believed the token. */
const believing = `
	create or replace function app.org_id() returns text language sql stable parallel safe
		return auth.jwt() ->> 'org_id';
	create or replace function app.user_id() returns text language sql stable parallel safe
		return auth.jwt() ->> 'sub';
	create or replace function app.is_admin() returns boolean language sql stable parallel safe
		return coalesce(auth.jwt() -> 'roles' ? 'admin', auth.jwt() ->> 'user_role' = 'admin', false);
	create or replace function app.my_project_ids() returns setof uuid
		language plpgsql stable security definer rows 20 set search_path = '' set plan_cache_mode = auto
	as $$
	declare
		claims jsonb := auth.jwt();
	begin
		return query select pm.project_id from public.project_members pm
			where pm.org_id = claims ->> 'org_id' and pm.user_id = claims ->> 'sub';
	end;
	$$`;

/** What it costs that a token is not believed. */
export const liveMembership: Measurement = {
	title: 'Live membership',
	about: `The first page of tasks as it is, over the same with app.org_id(), app.user_id() and
		app.is_admin() as plain claims of the token, which nobody could take back, and a member's projects
		found by these. They look a few rows up by their keys, once a statement, which a bar of pages holds them to.`,

	async *measure(context) {
		const stack = await context.many();
		const [question] = await questionsFor(stack);
		const { asked } = readForms(question!.sql);
		for (const { role, person } of askers) {
			const mine = await speak(stack, large, person);
			const other = await believer(stack, person);
			try {
				const query = prepared(question!.sql, asked, { org: organizationId(large) });
				yield await comparePair({
					name: `a statement, ${role}`,
					bar: { more: 0.1 },
					mine: way(() => mine.query(query)),
					other: way(() => other.query(query)),
					rounds: 201
				});
				const { once } = await pagesRead(mine, query);
				const { once: before } = await pagesRead(other, query);
				yield rowOf(
					{ name: `pages for it, ${role}`, bar: { more: 40 }, unit: 'pages' },
					[once],
					[before]
				);
			} finally {
				await Promise.all([mine.end(), other.end()]);
			}
		}
	}
};

/** Speaks as the same person, in a transaction in which tokens are believed and which never ends well. */
async function believer(stack: Stack, person: number): Promise<pg.Client> {
	const client = new pg.Client({ connectionString: stack.info.adminUrl });
	await client.connect();
	await client.query(`begin; ${believing}; set local plan_cache_mode = force_custom_plan`);
	await client.query("select set_config('request.jwt.claims', $1, true)", [
		JSON.stringify(claimsOf(stack, large, person))
	]);
	await client.query('set local role authenticated');
	return client;
}
