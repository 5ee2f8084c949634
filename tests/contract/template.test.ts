import { expect, test } from 'vitest';
import { readFileSync } from 'node:fs';
import { TemplateError, checkTemplate, renderTemplate } from '../../local/workos/template.ts';

const member = {
	user: {
		id: 'user_1',
		email: 'ada@acme.test',
		first_name: 'Ada "the first"',
		last_name: null,
		email_verified: true,
		metadata: { locale: 'de' }
	},
	organization: { id: 'org_1', name: 'Acme', domains: [{ domain: 'acme.test' }] },
	organization_membership: { id: 'om_1', role: 'admin', roles: ['admin', 'member'] }
};
const nobody = { ...member, organization: null, organization_membership: null };

test('the template of this project gives Postgres its role and the person theirs', () => {
	const file = new URL('../../workos/jwt-template.json', import.meta.url);
	const template = readFileSync(file, 'utf8');
	checkTemplate(template);
	expect(renderTemplate(template, member)).toEqual({ role: 'authenticated', user_role: 'admin' });
	// No organization: the claim is left out, not null.
	expect(renderTemplate(template, nobody)).toEqual({ role: 'authenticated' });
});

test.each([
	['a string', '{"a": {{ user.email }}}', { a: 'ada@acme.test' }],
	['a boolean', '{"a": {{user.email_verified}}}', { a: true }],
	['an object', '{"a": {{ user.metadata }}}', { a: { locale: 'de' } }],
	['a list', '{"a": {{ organization_membership.roles }}}', { a: ['admin', 'member'] }],
	['an item of a list', '{"a": {{ organization.domains.0.domain }}}', { a: 'acme.test' }],
	['quotes', '{"a": "{{ user.first_name }}"}', { a: 'Ada "the first"' }],
	['a concatenation', '{"a": "{{ user.id }}@{{ organization.id }}"}', { a: 'user_1@org_1' }],
	[
		'nothing, in a string',
		'{"a": "{{ user.first_name }} {{ user.last_name }}"}',
		{ a: 'Ada "the first"' }
	],
	['nothing, alone', '{"a": {{ user.last_name }}, "b": 1}', { b: 1 }],
	['nothing, further in', '{"a": {"b": {{ user.last_name }}}}', { a: { b: null } }],
	['a second choice', '{"a": {{ user.last_name || user.email }}}', { a: 'ada@acme.test' }],
	['a literal', `{"a": {{ user.last_name || 'none || {{}}' }}}`, { a: 'none || {{}}' }],
	['a literal in a string', `{"a": "{{ user.last_name || 'x' }}!"}`, { a: 'x!' }],
	['metadata that are not there', '{"a": {{ user.metadata.tier }}, "b": 1}', { b: 1 }],
	['no expression', '{"a": "plain", "b": [1, {"c": null}]}', { a: 'plain', b: [1, { c: null }] }]
])('%s', (_, template, claims) => {
	checkTemplate(template);
	expect(renderTemplate(template, member)).toEqual(claims);
});

test.each([
	['an unknown root', '{"a": {{ session.id }}}', 'Invalid path: "session.id"'],
	['an unknown field', '{"a": {{ user.shoe_size }}}', 'Invalid path: "user.shoe_size"'],
	['a field of every object', '{"a": {{ constructor.name }}}', 'Invalid path'],
	['an empty expression', '{"a": {{ }}}', 'Invalid expression'],
	['an open choice', '{"a": {{ user.id || }}}', 'Invalid expression'],
	['a filter', '{"a": {{ user.id | upcase }}}', 'Invalid expression'],
	['an open expression', '{"a": {{ user.id }', 'valid JSON'],
	['an open expression in a string', '{"a": "{{ user.id"}', 'not closed'],
	['no object', '[]', 'must be a JSON object'],
	['no claim', '{}', 'at least one claim'],
	['reserved claims', '{"sub": "me", "exp": 1, "a": 1}', 'Reserved claims: sub, exp']
])('%s is refused', (_, template, problem) => {
	expect(() => checkTemplate(template)).toThrow(TemplateError);
	expect(() => checkTemplate(template)).toThrow(problem);
});

test('an object does not fit into a string', () => {
	expect(() => renderTemplate('{"a": "{{ user.metadata }}"}', member)).toThrow(
		'An object cannot stand inside a string'
	);
});

test('3072 bytes fit, one more does not', () => {
	const sized = (bytes: number) => JSON.stringify({ a: 'x'.repeat(bytes - '{"a":""}'.length) });
	renderTemplate(sized(3072), member);
	expect(() => renderTemplate(sized(3073), member)).toThrow('token_too_big');
});
