import type { Ask, Breakage } from './breakage.ts';

interface Definition {
	schema: string;
	name: string;
	signature: string;
	definition: string;
	body: string;
	definer: boolean;
	returns: string;
	isForPeople: boolean;
	isAtomic: boolean;
}

/** Helpers that ask for less, answer without asking, or run with other rights. */
export async function brokenFunctions(ask: Ask): Promise<Breakage[]> {
	const functions = await ask<Definition>(
		`select p.pronamespace::regnamespace::text as schema, p.proname as name,
			p.oid::regprocedure::text as signature, pg_get_functiondef(p.oid) as definition,
			p.prosrc as body, p.prosecdef as definer,
			case when p.proretset then 'setof' else p.prorettype::regtype::text end as returns,
			has_function_privilege('authenticated', p.oid, 'execute') as "isForPeople",
			p.prosqlbody is not null as "isAtomic"
		from pg_proc p
		where p.pronamespace in ('public'::regnamespace, 'app'::regnamespace)
			-- Those of the mirror and of sessions are for the server.
			and (has_function_privilege('authenticated', p.oid, 'execute')
				or not has_function_privilege('service_role', p.oid, 'execute'))
			and p.proname !~ '^(lock_mirror|lock_news|take_news|apply_event|is_gone|new_slug|reserved_slugs)$'
		order by 1, 2`
	);
	return functions.flatMap((definition) => [
		...rights(definition),
		...(definition.isAtomic ? expressions(definition) : bodies(definition))
	]);
}

function rights({ schema, name, signature, definer, isForPeople }: Definition): Breakage[] {
	const isServed = schema === 'public' && isForPeople;
	if (!definer && !isServed) return [];
	const [now, then] = definer ? ['definer', 'invoker'] : ['invoker', 'definer'];
	return [
		{
			name: `${signature} made security ${then}`,
			about: name,
			sql: `alter function ${signature} security ${then}`,
			undo: `alter function ${signature} security ${now}`,
			byHand: 'after'
		}
	];
}

function bodies({ name, definition, body, returns, schema }: Definition): Breakage[] {
	const make = (what: string, changed: string): Breakage => ({
		name: `${schema}.${name} ${what}`,
		about: name,
		sql: definition.replace(body, () => changed),
		undo: definition,
		byHand: 'after'
	});
	const lines = body.split('\n');
	const shorter = lines.flatMap((line, index) => {
		if (!/^\s*(and|or) (?!not exists \($)/.test(line) || /\bthen$/.test(line)) return [];
		const length = lengthOf(lines.slice(index));
		if (length === 0) return [];
		// What ends the statement stays.
		const last = lines[index + length - 1] ?? '';
		const end = last.endsWith(';') ? ';' : '';
		const rest = [...lines.slice(0, index), end, ...lines.slice(index + length)].join('\n');
		return [make(`without "${line.trim()}${length > 1 ? ' …' : ''}"`, rest)];
	});
	const wheres = lines.flatMap((line, index) => {
		const where = /^(\s*where )(.*?);?$/.exec(line);
		const length = lengthOf(lines.slice(index));
		if (!where || length === 0) return [];
		const [, start = '', condition = ''] = where;
		const end = lines[index + length - 1]?.endsWith(';') ? ';' : '';
		const parts = length > 1 ? [] : condition.split(/(?<! between \S+) and (?![^(]*\))/);
		const fewer =
			parts.length > 1 ? parts.map((part) => [part, parts.filter((p) => p !== part)]) : [];
		return [[condition, ['true']], ...fewer].map(([gone, left]) =>
			make(
				`without "${String(gone)}"`,
				[
					...lines.slice(0, index),
					`${start}${(left as string[]).join(' and ')}${end}`,
					...lines.slice(index + length)
				].join('\n')
			)
		);
	});
	const blocks = [...body.matchAll(/^ {2}if [\s\S]*?^ {2}end if;$/gm)].map((block) =>
		make(
			`without "${block[0].split('\n')[0]?.trim()}"`,
			body.replace(block[0], () => '')
		)
	);
	return [
		...shorter,
		...wheres,
		...blocks,
		...answers(returns, make),
		...exists(body, make)
	].filter(({ sql }) => sql !== definition);
}

/** How many of these lines it takes to close what the first one opens; zero where it closes more. */
function lengthOf(lines: string[]): number {
	let depth = 0;
	for (const [index, line] of lines.entries()) {
		depth += line.split('(').length - line.split(')').length;
		if (depth <= 0) return depth === 0 ? index + 1 : 0;
	}
	return 0;
}

/** Functions of one expression. */
function expressions({ schema, name, definition, returns }: Definition): Breakage[] {
	const values: Record<string, string[]> = {
		boolean: ['true', 'false'],
		'text[]': ["array['admin', 'member']", "array['owner']"]
	};
	return (values[returns] ?? []).map((value) => ({
		name: `${schema}.${name} always answering ${value}`,
		about: name,
		sql: definition.replace(/RETURN [\s\S]*$/, () => `RETURN ${value}`),
		undo: definition,
		byHand: 'after'
	}));
}

/** Answers that need no question. */
function answers(returns: string, make: (what: string, body: string) => Breakage): Breakage[] {
	const always = (value: string) => make(`always answering ${value}`, `begin return ${value}; end`);
	if (returns === 'boolean') return [always('true'), always('false')];
	if (returns === 'text') {
		return [
			make(
				'answering what the token says of the organization',
				"begin return auth.jwt() ->> 'org_id'; end"
			),
			make('answering what the token says of the person', "begin return auth.jwt() ->> 'sub'; end")
		];
	}
	if (returns === 'trigger') return [make('doing nothing', 'begin return new; end')];
	if (returns === 'void') return [make('doing nothing', 'begin end')];
	return [];
}

/** `not exists (…)` and `where …` that span lines. */
function exists(body: string, make: (what: string, body: string) => Breakage): Breakage[] {
	const spans = [...body.matchAll(/\n\s+and not exists \(\n[\s\S]*?\n\s+\)/g)];
	return spans.map((span) =>
		make(
			'without "and not exists (…)"',
			body.replace(span[0], () => '')
		)
	);
}
