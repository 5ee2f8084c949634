import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ours, signInPath } from '$lib/server/sign-in';
import { eventAt } from './event';

const here = new URL('https://app.example/sign-in?returnTo=x');
const organizations = 'https://app.example/orgs';

describe('where a sign-in leads', () => {
	test.each([
		['/orgs/acme/tasks?status=done#top', 'https://app.example/orgs/acme/tasks?status=done#top'],
		['orgs/acme', 'https://app.example/orgs/acme'],
		['https://app.example/orgs/acme', 'https://app.example/orgs/acme'],
		// Ours, and used as a whole URL it stays so.
		['/.//evil.test', 'https://app.example//evil.test']
	])('%s is a page of ours', (returnTo, expected) => {
		expect(ours(returnTo, here)).toBe(expected);
	});

	test.each([
		null,
		'',
		'https://evil.test',
		'//evil.test',
		'///evil.test',
		'\\\\evil.test',
		'/\\evil.test',
		'/\t/evil.test',
		'\n//evil.test',
		'http://app.example/orgs',
		'https://app.example:8443/orgs',
		'https://app.example@evil.test',
		'https://app.example.evil.test',
		'javascript:alert(1)',
		'data:text/html,x',
		'blob:https://app.example/orgs',
		'wss://app.example/',
		'https://'
	])('%j is not, and the organizations take its place', (returnTo) => {
		expect(ours(returnTo, here)).toBe(organizations);
	});

	test('is always a page of ours, whatever is asked for', () => {
		const strange = fc.stringMatching(/^[/\\.:@?#%a-z\t ]{0,20}$/);
		fc.assert(
			fc.property(fc.oneof(strange, fc.string(), fc.webUrl()), (returnTo) => {
				const target = new URL(ours(returnTo, here));
				expect(target.origin + target.protocol).toBe('https://app.examplehttps:');
			}),
			{ numRuns: 150 }
		);
	});
});

describe('the way to sign in', () => {
	test('comes back to the page, with its filters', () => {
		expect(signInPath(eventAt('/orgs/acme/tasks?q=a%20%26%20b&status=done'))).toBe(
			'/sign-in?returnTo=%2Forgs%2Facme%2Ftasks%3Fq%3Da%2B%2526%2Bb%26status%3Ddone'
		);
	});

	test('leaves out which action of a form it was', () => {
		expect(signInPath(eventAt('/orgs/acme/tasks?/create&q=x'))).toBe(
			'/sign-in?returnTo=%2Forgs%2Facme%2Ftasks%3Fq%3Dx'
		);
		expect(signInPath(eventAt('/orgs?/create'))).toBe('/sign-in?returnTo=%2Forgs');
	});

	test('names the organization that asks for more', () => {
		expect(signInPath(eventAt('/orgs/acme'), 'org_1')).toBe(
			'/sign-in?returnTo=%2Forgs%2Facme&organization=org_1'
		);
	});
});
