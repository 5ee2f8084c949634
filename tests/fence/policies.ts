import { quoted } from './breakage.ts';
import type { Ask, Breakage } from './breakage.ts';
import { unwrapped, withoutEachTerm } from './expression.ts';

interface Policy {
	table: string;
	name: string;
	restrictive: boolean;
	command: string;
	using: string | null;
	check: string | null;
}

/** Policies that are missing, or have a condition less. */
export async function brokenPolicies(ask: Ask): Promise<Breakage[]> {
	const policies = await ask<Policy & { schema: string }>(
		`select schemaname as schema, tablename as table, policyname as name,
			permissive = 'RESTRICTIVE' as restrictive, cmd as command, qual as using, with_check as check
		from pg_policies where schemaname in ('public', 'app') order by 1, 2, 3`
	);
	return policies.flatMap((policy) => broken(policy, `${policy.schema}.${quoted(policy.table)}`));
}

function broken(policy: Policy, table: string): Breakage[] {
	const on = `${quoted(policy.name)} on ${table}`;
	const original = clauses(policy.using, policy.check);
	const label = `policy "${policy.name}"`;
	// A filter brings in the policy for reading, which hides much of what is broken here.
	const likely = /UPDATE|DELETE/.test(policy.command)
		? /without a filter|cannot make of/
		: undefined;
	const alter = (what: string, using: string | null, check: string | null): Breakage => ({
		name: `${label} ${what}`,
		about: policy.table,
		likely,
		// It gives the same answers, only later.
		only: what.includes('with a bare') ? /asked once/ : undefined,
		sql: `alter policy ${on} ${clauses(using, check)}`,
		undo: `alter policy ${on} ${original}`
	});

	const dropped: Breakage = {
		name: `${label} dropped`,
		about: policy.table,
		sql: `drop policy ${on}`,
		undo: `create policy ${on} as ${policy.restrictive ? 'restrictive' : 'permissive'}
			for ${policy.command.toLowerCase()} to authenticated ${original}`
	};
	const { using, check } = policy;
	return [
		dropped,
		...(using
			? [
					alter('using (true)', 'true', check),
					...[...withoutEachTerm(using), ...unwrapped(using)].map(({ what, condition }) =>
						alter(`using, ${what}`, condition, check)
					)
				]
			: []),
		...(check
			? [
					alter('with check (true)', using, 'true'),
					...[...withoutEachTerm(check), ...unwrapped(check)].map(({ what, condition }) =>
						alter(`with check, ${what}`, using, condition)
					)
				]
			: [])
	];
}

function clauses(using: string | null, check: string | null): string {
	return [using && `using (${using})`, check && `with check (${check})`].filter(Boolean).join(' ');
}

/** Each table opened to people who are not signed in: the grant, its policies and the helpers. */
export async function openedToAnon(ask: Ask): Promise<Breakage[]> {
	const policies = await ask<{ table: string; name: string }>(
		`select tablename as table, policyname as name from pg_policies
		where schemaname = 'public' and permissive = 'PERMISSIVE' and cmd = 'SELECT'`
	);
	const helpers = await ask<{ name: string }>(
		`select oid::regprocedure::text as name from pg_proc
		where pronamespace = 'app'::regnamespace and has_function_privilege('authenticated', oid, 'execute')`
	);
	const names = helpers.map(({ name }) => name).join(', ');
	return policies.map(({ table, name }) => ({
		name: `policy "${name}" opened to anon, with the grant and the helpers`,
		about: table,
		sql: `alter policy ${quoted(name)} on public.${quoted(table)} to anon, authenticated;
			grant select on public.${quoted(table)} to anon;
			grant execute on function ${names} to anon`,
		undo: `alter policy ${quoted(name)} on public.${quoted(table)} to authenticated;
			revoke select on public.${quoted(table)} from anon;
			revoke execute on function ${names} from anon`
	}));
}
