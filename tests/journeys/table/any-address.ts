import fc from 'fast-check';

/*
 * Addresses of lists as nobody writes them by hand: names and values that mean something here or
 * elsewhere on the way, and those that mean nothing anywhere.
 */

const lists = ['/tasks', '/projects', '/members', '/tasks/facets'] as const;

const names = [
	...['q', 'status', 'assignee', 'project', 'priority', 'due', 'due.from', 'due.to', 'label'],
	...['created.from', 'created.to', 'estimate.from', 'estimate.to', 'title', 'visibility', 'role'],
	...['since.from', 'since.to', 'sort', 'size', 'columns', 'width.title', 'width.due', 'density'],
	...['after', 'before', 'in', 'edit', 'select', 'order', 'limit', 'or', 'org_id', '__proto__']
];

const meaningful = [
	...['todo', 'done', 'none', 'urgent', 'org', 'admin', 'late', 'this-week', 'archived', 'compact'],
	...['title', '-title', 'due', '-due', 'priority', '-estimate', 'created', '-changed', 'name'],
	...[
		'25',
		'100',
		'0',
		'-1',
		'1.5',
		'1e999',
		'NaN',
		'99999999999999999999',
		'0x10',
		'-0',
		'1e-400'
	],
	...[
		'2026-02-29',
		'2024-02-29',
		'9999-12-31',
		'0000-00-00',
		'0001-01-01',
		'1000-01-01',
		'-2026-1-1'
	],
	...['user_01J00000000000000000000ADA', '00000000-0000-0000-0000-000000000000'],
	...[
		'eq.1',
		'in.(a,b)',
		'is.null',
		'not.is.null',
		'(a,b)',
		'a,b',
		'and(a.eq.1,b.eq.2)',
		'*',
		'%',
		'_'
	],
	...[
		'{',
		'}',
		'{a,b}',
		'{"a"}',
		'"',
		'\\',
		'\\"',
		"'",
		"';select 1;--",
		')',
		'(',
		',',
		':',
		'::text'
	],
	...['a*b', '\\%', 'fts(english).a', 'a & b', 'a <-> !b', '<script>', '../..', '\r\nx: y', 'null'],
	...['ﬁ', 'İ', 'ß', '👩‍👩‍👧‍👦', '\u0301', '\u202e', '\ufeff', '\uffff', 'ё', '中文', 'A\u0000B']
];
/** Bytes that are no text, and signs of an encoding that are none. */
const broken = [
	'%00',
	'%ED%A0%80',
	'%FF%FE',
	'%',
	'%zz',
	'%E2%82',
	'+',
	'%2B',
	'%252C',
	'&',
	'=',
	';'
];

const text = fc.oneof(
	{ weight: 6, arbitrary: fc.constantFrom(...meaningful) },
	{ weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 30 }) },
	{
		weight: 2,
		arbitrary: fc.string({
			unit: fc.constantFrom(...'(),.:*%_"\'\\{}[]&|!<>-@ ab1'),
			maxLength: 40
		})
	},
	{
		weight: 1,
		arbitrary: fc
			.tuple(fc.constantFrom('a', '👍', 'ö ', '",', '%'), fc.integer({ min: 100, max: 6000 }))
			.map(([one, count]) => one.repeat(count))
	}
);

/** The name of a page of a list: a real one, of any list and order, or something like it. */
const cursor = (real: string[]) => {
	const value = fc.oneof(
		fc.constantFrom<unknown>(null, 0, -1, 1.5, 1e300, 2, '', '2026-02-30', '2026-01-01'),
		fc.constantFrom<unknown>('2026-01-01T25:61:61Z', '2026-01-01T00:00:00+99:99', true, [], {}),
		text
	);
	const id = fc.oneof(
		fc.constantFrom<unknown>('x', '', 1, null, 'om_01J0000000000000000ADAACME', 'id.gt.0'),
		fc.uuid(),
		text
	);
	const made = fc
		.tuple(value, id)
		.map((pair) => Buffer.from(JSON.stringify(pair)).toString('base64url'));
	return fc.oneof(
		{ weight: 3, arbitrary: fc.constantFrom(...real) },
		{ weight: 3, arbitrary: made },
		{ weight: 1, arbitrary: fc.base64String({ maxLength: 60 }) }
	);
};

/** Lone surrogates have no bytes of their own. */
const encoded = (value: string) => encodeURIComponent(value.toWellFormed());

/**
 * The path of a list behind the organization's, with its query.
 *
 * @param project one of the organization's, whose page has a list too
 * @param real names of pages
 */
export function anyAddress(project: string, real: string[]): fc.Arbitrary<string> {
	const pair = fc.oneof(
		{
			weight: 5,
			arbitrary: fc
				.tuple(fc.constantFrom(...names), text)
				.map(([name, value]) => `${name}=${encoded(value)}`)
		},
		{
			weight: 1,
			arbitrary: fc
				.tuple(fc.constantFrom(...names), fc.constantFrom(...broken))
				.map(([name, value]) => `${name}=${value}`)
		},
		{
			weight: 2,
			arbitrary: fc
				.tuple(fc.constantFrom('after', 'before'), cursor(real))
				.map(([name, value]) => `${name}=${encoded(value)}`)
		},
		{ weight: 1, arbitrary: text.map((name) => `${encoded(name)}=1`) }
	);
	return fc
		.tuple(
			fc.constantFrom(...lists, `/projects/${project}`, '/tasks/__data.json'),
			fc.array(pair, { minLength: 1, maxLength: 8 })
		)
		.map(([path, pairs]) => `${path}?${pairs.join('&')}`);
}
