import { describe, expect, test } from 'vitest';
import { ConfigurationError, read } from '$lib/server/config';

const complete = {
	PUBLIC_SUPABASE_URL: 'https://project.supabase.co',
	PUBLIC_SUPABASE_PUBLISHABLE_KEY: 'sb_publishable_x',
	SUPABASE_SECRET_KEY: 'sb_secret_x',
	WORKOS_CLIENT_ID: 'client_x',
	WORKOS_API_KEY: 'sk_test_x',
	COOKIE_PASSWORD: 'p'.repeat(32)
};

describe('the settings', () => {
	test('are taken as they are, with WorkOS’ own address where none is given', () => {
		expect(read(complete)).toEqual({
			supabaseUrl: 'https://project.supabase.co',
			supabasePublishableKey: 'sb_publishable_x',
			supabaseSecretKey: 'sb_secret_x',
			workosClientId: 'client_x',
			workosApiKey: 'sk_test_x',
			workosApiUrl: 'https://api.workos.com',
			formOrigins: [...['https://api.workos.com', 'https://*.workos.com', 'https://*.authkit.app']],
			workosIssuers: [],
			rateLimitFactor: 1,
			webhookSecrets: [],
			syncSecrets: [],
			metricsSecrets: [],
			requestIdHeader: null,
			showsServerTiming: false,
			cookiePasswords: ['p'.repeat(32)],
			showsStates: false
		});
	});

	test('work with a slash too many', () => {
		const settings = read({
			...complete,
			PUBLIC_SUPABASE_URL: 'https://project.supabase.co/',
			WORKOS_API_URL: 'https://auth.example.com//'
		});
		expect(settings.supabaseUrl).toBe('https://project.supabase.co');
		expect(settings.workosApiUrl).toBe('https://auth.example.com');
	});

	test('name the sites that forms may lead to, with a domain of one’s own', () => {
		const settings = read({
			...complete,
			WORKOS_API_URL: 'https://auth.example.com',
			WORKOS_FORM_ORIGINS: 'https://login.example.com, https://idp.example.com:8443'
		});
		expect(settings.formOrigins).toEqual([
			...['https://auth.example.com', 'https://login.example.com', 'https://idp.example.com:8443']
		]);
	});

	test('accept several issuers, and the old password after the new one', () => {
		const settings = read({
			...complete,
			WORKOS_ISSUER: 'https://one.example, https://other.example',
			COOKIE_PASSWORD_OLD: 'o'.repeat(40)
		});
		expect(settings.workosIssuers).toEqual(['https://one.example', 'https://other.example']);
		expect(settings.cookiePasswords).toEqual(['p'.repeat(32), 'o'.repeat(40)]);
	});

	test.each(Object.keys(complete))('without %s are refused in a sentence that names it', (name) => {
		for (const value of [undefined, '', '  ']) {
			expect(() => read({ ...complete, [name]: value })).toThrow(ConfigurationError);
			expect(() => read({ ...complete, [name]: value })).toThrow(
				new RegExp(`^${name} must .+; find it in|^${name} must .+; make one with`)
			);
		}
	});

	test.each([
		['PUBLIC_SUPABASE_URL', 'project.supabase.co'],
		['PUBLIC_SUPABASE_URL', 'javascript:alert(1)'],
		['WORKOS_API_URL', 'api.workos.com'],
		['COOKIE_PASSWORD', 'p'.repeat(31)],
		['COOKIE_PASSWORD_OLD', 'short'],
		['SYNC_SECRET', 's'.repeat(31)],
		['WORKOS_FORM_ORIGINS', 'login.example.com'],
		['WORKOS_FORM_ORIGINS', "https://a.test; script-src 'unsafe-inline'"],
		['RATE_LIMIT_FACTOR', 'off'],
		['RATE_LIMIT_FACTOR', '-1']
	])('refuse %s=%s', (name, value) => {
		expect(() => read({ ...complete, [name]: value })).toThrow(new RegExp(`^${name} must`));
	});

	test('that are wrong are all named at once, and none is repeated', () => {
		const wrong = { ...complete, COOKIE_PASSWORD: 'hunter2', WORKOS_API_KEY: '' };
		expect(() => read(wrong)).toThrow(/WORKOS_API_KEY must .+ COOKIE_PASSWORD must /);
		expect(() => read(wrong)).not.toThrow(/hunter2/);
	});
});
