import { views } from './catalog.ts';
import type { Rule } from './rule.ts';

/** What shows the rows of tables under another name. */
export const viewRules: Rule[] = [
	{
		name: 'views see with the eyes of who asks',
		finds: `
			select name from ${views} v
			where relkind = 'v' and not coalesce(
				reloptions && array['security_invoker=true', 'security_invoker=on', 'security_invoker=1'], false
			)`,
		says: ({ name }) =>
			`${name}: it shows the rows of all organizations, since it reads as its owner. Write "create view ` +
			`${name} with (security_invoker = true) as …".`,
		careless: [
			'alter view public.careful_open reset (security_invoker)',
			'alter view public.careful_open set (security_invoker = false)'
		]
	},
	{
		name: 'nothing holds rows that row level security does not hold',
		finds: `
			select name, case relkind when 'm' then 'materialized view' else 'foreign table' end as kind
			from ${views} v where relkind in ('m', 'f') and schema = 'public'`,
		says: ({ name, kind }) =>
			`${name}: a ${kind} has no row level security, so the API would show all of it. Make it a table with ` +
			`policies, or put it into the schema app, behind a function.`,
		careless: ['create materialized view public.careless as select n.id from public.careful n']
	},
	{
		name: 'nothing is sent to whoever listens',
		finds: `
			select format('%I.%I', schemaname, tablename) as name, pubname as publication
			from pg_publication_tables where schemaname in ('public', 'app')`,
		says: ({ name, publication }) =>
			`${name}: ${publication} sends its deleted rows to everybody who listens, since no policy holds a ` +
			`row that is gone. Write "alter publication ${publication} drop table ${name};".`,
		careless: ['create publication careless for table public.careful']
	}
];
