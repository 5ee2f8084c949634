import { beforeAll, describe, expect, test } from 'vitest';
import { claimsOf, signedAnew, tokensOf } from '../journeys/session/tokens.ts';
import { stack } from '../stack.ts';
import { expectHarmless, newPlace } from './world.ts';
import type { Place } from './world.ts';

/* Filters within filters: in the addresses of lists, and at the Data API itself. */

let mine: Place;
let theirs: Place;
beforeAll(async () => {
	[mine, theirs] = await Promise.all([newPlace(), newPlace()]);
});

const values = [
	...[
		'*',
		'%',
		'%25',
		'_',
		'\\',
		'"',
		"'",
		',',
		'(',
		')',
		'()',
		',,',
		'.',
		'..',
		'{}',
		'[]',
		'\u0000'
	],
	...['x,org_id.neq.x', 'x),or(id.neq.0', 'x"),or(id.neq.0', 'eq.x', 'not.is.null', 'in.(a,b)'],
	...[
		"' or 1=1 --",
		"'; drop table tasks; --",
		"') or ('1'='1",
		'$1',
		'{{1}}',
		'null',
		'undefined'
	],
	...['__proto__', 'constructor', 'toString', 'NaN', '1e400', '-1', '99999999999999999999'],
	...['a)b(c|d&e!f:*', ':*', '\\:*', "a' & 'b", '<->', '!!', '\ud800', '\u202e', 'x'.repeat(3_000)]
];

const names = [
	...[
		'q',
		'sort',
		'status',
		'assignee',
		'project',
		'label',
		'due',
		'title',
		'in',
		'after',
		'before'
	],
	...[
		'size',
		'columns',
		'created',
		'estimate',
		'edit',
		'org_id',
		'select',
		'or',
		'and',
		'width.title'
	]
];

describe.each(values)('%j', (value) => {
	test('in any place of an address finds nothing of elsewhere', async () => {
		const encoded = value.isWellFormed() ? encodeURIComponent(value) : '%ed%a0%80';
		const query = names.map((name) => `${name}=${encoded}`).join('&');
		const alone = `q=${encoded}`;
		const paths = [
			...[`/tasks?${query}`, `/tasks?${alone}`, `/tasks?after=${encoded}`, `/projects?${query}`],
			...[`/members?${query}`, `/members/invitations?${query}`, `/tasks/facets?${query}`],
			...[`/tasks/facets?${alone}`, `/projects/facets?${query}`, `/people?${alone}`]
		];
		const answers = await Promise.all(paths.map((path) => mine.visitor.open(mine.here + path)));
		for (const [index, answer] of answers.entries()) {
			expectHarmless(answer, paths[index]!);
			for (const secret of [theirs.task.title, theirs.project.name, theirs.member.lastName]) {
				expect(answer.body).not.toContain(secret);
			}
		}
	});
});

const rest = (path: string, headers: Record<string, string> = {}, init: RequestInit = {}) =>
	fetch(`${stack.env.PUBLIC_SUPABASE_URL}/rest/v1${path}`, {
		...init,
		headers: {
			apikey: stack.env.PUBLIC_SUPABASE_PUBLISHABLE_KEY,
			authorization: `Bearer ${tokensOf(mine.visitor).get(mine.organization.id)}`,
			...headers
		}
	});

describe('the Data API tells an admin nothing of another organization, asked', () => {
	test.each([
		'/tasks?org_id=eq.ORG',
		'/tasks?or=(org_id.eq.ORG,id.not.is.null)',
		'/tasks?org_id=in.(ORG)',
		'/tasks?id=eq.TASK',
		'/tasks?select=title,projects(name)&org_id=eq.ORG',
		'/projects?select=name,tasks(title)&id=eq.PROJECT',
		'/projects?id=eq.PROJECT&select=*,memberships(*)',
		'/memberships?org_id=eq.ORG',
		'/users?id=eq.USER',
		'/user_emails?user_id=eq.USER',
		'/organizations?id=eq.ORG',
		'/organization_settings?org_id=eq.ORG',
		'/audit_events?org_id=eq.ORG',
		'/rpc/task_history?task=TASK',
		'/sessions',
		'/rate_limits',
		'/applied_events',
		'/rpc/mirror_place',
		'/rpc/take_tokens?bucket=x&wanted=1&most=1&period=1%20day',
		'/rpc/pg_sleep',
		'/rpc/current_setting?setting_name=app.settings.jwt_secret',
		'/'
	])('%s', async (template) => {
		const path = template
			.replaceAll('ORG', theirs.organization.id)
			.replaceAll('TASK', theirs.task.id)
			.replaceAll('PROJECT', theirs.project.id)
			.replaceAll('USER', theirs.member.id);
		for (const headers of [
			{},
			{ 'accept-profile': 'app' },
			{ 'accept-profile': 'auth' },
			{ prefer: 'count=exact' },
			{ accept: 'application/vnd.pgrst.plan+json' },
			{ role: 'service_role', 'x-role': 'postgres' }
		]) {
			const response = await rest(path, headers as Record<string, string>);
			const body = await response.text();
			expect(response.status, JSON.stringify(headers)).toBeLessThan(500);
			for (const secret of [theirs.task.title, theirs.project.name, theirs.member.email]) {
				expect(body).not.toContain(secret);
			}
			expect(body).not.toContain('reached_at');
			expect(response.headers.get('content-range') ?? '*/0').toMatch(/\/(0|\*)$|^\*|-/);
		}
	});
});

describe('claims that WorkOS signs for nobody open nothing', () => {
	test.each([
		['a role', { role: 'service_role' }],
		['an owner', { role: 'postgres' }],
		['nobody', { role: 'anon' }],
		['no role', { role: undefined }],
		['a list of roles', { role: ['authenticated'] }],
		['another organization', { org_id: 'THEIRS' }],
		['a list of organizations', { org_id: ['THEIRS'] }],
		[
			'another organization as an admin',
			{ org_id: 'THEIRS', user_role: 'admin', roles: ['admin'] }
		],
		['nobody at all', { sub: undefined, org_id: 'THEIRS' }],
		['a statement', { org_id: "' or true --" }],
		['a pattern', { org_id: '%' }]
	] as [string, Record<string, unknown>][])('%s', async (_, changes) => {
		const token = tokensOf(mine.visitor).get(mine.organization.id)!;
		expect(claimsOf(token).org_id).toBe(mine.organization.id);
		const filled = JSON.parse(
			JSON.stringify(changes, (_, value) => value ?? null).replaceAll(
				'THEIRS',
				theirs.organization.id
			)
		) as object;
		const forged = await signedAnew(token, filled);
		for (const path of ['/tasks?select=title', '/projects?select=name', '/rpc/session_state']) {
			const response = await rest(path, { authorization: `Bearer ${forged}` });
			const body = await response.text();
			expect(body).not.toContain(theirs.task.title);
			expect(body).not.toContain(theirs.project.name);
			expect(body).not.toContain(theirs.organization.name);
		}
	});
});
