import pg from 'pg';
import type { StackInfo } from '../../local/stack-file.ts';

/*
 * Roles that only the tests have. A token whose `role` claim is one of them is answered like any
 * other by the Data API, with the rights of `authenticated` and one thing changed, so that a lock
 * which stands behind another one can be tried over HTTP as well.
 */
export type Lens =
	/** Everything is granted: only the policies are left. */
	| 'with_every_grant'
	/** Owns the tables: only what holds owners is left. */
	| 'owning_tables'
	/** The planner uses no index, and each answer says how often it looked at the claims. */
	| 'counting_claims';

/** The header in which an answer says how often its statements looked at the claims of the token. */
export const claimsRead = 'x-claims-read';

const setUp = `
	create role with_every_grant nologin in role authenticated role authenticator;
	grant usage on schema public to with_every_grant;
	grant all on all tables in schema public to with_every_grant;

	-- Otherwise the owner would be a member of what is to become a member of the owner.
	revoke authenticator from postgres;
	create role owning_tables nologin in role authenticated, postgres role authenticator;

	create role counting_claims nologin in role authenticated role authenticator;
	alter role counting_claims set enable_indexscan = off;
	alter role counting_claims set enable_indexonlyscan = off;
	alter role counting_claims set enable_bitmapscan = off;
	create or replace function auth.jwt() returns jsonb language sql stable as $$
		select case
			when nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'role' = 'counting_claims' then
				set_config('response.headers', jsonb_build_array(jsonb_build_object(
					'${claimsRead}',
					concat(
						coalesce(substring(current_setting('response.headers', true) from '\\d+'), '0')::integer + 1,
						' with indexes ', current_setting('enable_indexscan')
					)
				))::text, true)
		end;
		select coalesce(
			nullif(current_setting('request.jwt.claim', true), ''),
			nullif(current_setting('request.jwt.claims', true), '')
		)::jsonb
	$$;

	notify pgrst, 'reload config'`;

/**
 * Makes the roles, in a database that is for these tests alone, and waits until the Data API knows
 * their settings.
 */
export async function makeLenses(stack: Pick<StackInfo, 'adminUrl' | 'env'>): Promise<void> {
	const client = new pg.Client({ connectionString: stack.adminUrl });
	await client.connect();
	try {
		await client.query(setUp);
	} finally {
		await client.end();
	}
	const token = await sign(stack.env.WORKOS_API_URL, { role: 'counting_claims' });
	const deadline = Date.now() + 20_000;
	while (Date.now() < deadline) {
		const response = await fetch(`${stack.env.PUBLIC_SUPABASE_URL}/rest/v1/organizations`, {
			headers: {
				apikey: stack.env.PUBLIC_SUPABASE_PUBLISHABLE_KEY,
				authorization: `Bearer ${token}`
			}
		});
		await response.text();
		if (response.headers.get(claimsRead)?.endsWith('off')) return;
		await new Promise((done) => setTimeout(done, 20));
	}
	throw new Error('The Data API did not take up the settings of a role.');
}

/** A token with these claims, signed with WorkOS' key. */
async function sign(workosUrl: string, claims: Record<string, unknown>): Promise<string> {
	const response = await fetch(new URL('/_test/tokens', workosUrl), {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ claims })
	});
	const { token } = (await response.json()) as { token: string };
	return token;
}
