import { describe, expect, test } from 'vitest';
import { netlifyOrigins, originOf, originsOf } from '../../adapters/origin.js';

const at = (address: string, env: Record<string, string>) => originOf(new URL(address), env);

describe('the address of a deployment', () => {
	test('is ORIGIN, and nothing that a request says', () => {
		const env = {
			ORIGIN: 'https://orgdeck.example.com/',
			VERCEL_ENV: 'production',
			VERCEL_PROJECT_PRODUCTION_URL: 'orgdeck.vercel.app',
			NETLIFY_ORIGINS: 'https://orgdeck.netlify.app',
			PREVIEW_ORIGINS: 'https://*.preview.example.com'
		};
		expect(originsOf(env)).toEqual(['https://orgdeck.example.com']);
		for (const address of [
			'https://orgdeck.example.com/orgs',
			'https://evil.test/',
			'https://orgdeck.vercel.app/',
			'https://pr-7.preview.example.com/'
		]) {
			expect(at(address, env)).toBe('https://orgdeck.example.com');
		}
	});

	test('is known to Vercel: the one of production, or those of a preview', () => {
		const hosts = {
			VERCEL_URL: 'orgdeck-1a2b3c-acme.vercel.app',
			VERCEL_BRANCH_URL: 'orgdeck-git-filters-acme.vercel.app',
			VERCEL_PROJECT_PRODUCTION_URL: 'orgdeck.example.com'
		};
		const production = { ...hosts, VERCEL_ENV: 'production' };
		expect(at('https://orgdeck-1a2b3c-acme.vercel.app/', production)).toBe(
			'https://orgdeck.example.com'
		);
		const preview = { ...hosts, VERCEL_ENV: 'preview' };
		for (const host of [hosts.VERCEL_URL, hosts.VERCEL_BRANCH_URL]) {
			expect(at(`https://${host}/orgs`, preview)).toBe(`https://${host}`);
		}
		for (const other of ['https://orgdeck.example.com/', 'https://evil.test/']) {
			expect(at(other, preview)).toBe(`https://${hosts.VERCEL_BRANCH_URL}`);
		}
	});

	test('is known to Netlify while it builds', () => {
		const built = {
			URL: 'https://orgdeck.example.com',
			DEPLOY_PRIME_URL: 'https://deploy-preview-7--orgdeck.netlify.app',
			DEPLOY_URL: 'https://1a2b--orgdeck.netlify.app'
		};
		const production = netlifyOrigins({ ...built, CONTEXT: 'production' });
		expect(at(built.DEPLOY_URL, { NETLIFY_ORIGINS: production })).toBe(built.URL);
		const env = { NETLIFY_ORIGINS: netlifyOrigins({ ...built, CONTEXT: 'deploy-preview' }) };
		for (const own of [built.DEPLOY_PRIME_URL, built.DEPLOY_URL]) {
			expect(at(`${own}/orgs`, env)).toBe(own);
		}
		expect(at('https://evil.test/', env)).toBe(built.DEPLOY_PRIME_URL);
		expect(netlifyOrigins({})).toBe('');
	});

	test('of a preview on Cloudflare fits a pattern, or is not known', () => {
		const env = { PREVIEW_ORIGINS: 'https://*-orgdeck.acme.workers.dev' };
		expect(at('https://pr-7-orgdeck.acme.workers.dev/orgs', env)).toBe(
			'https://pr-7-orgdeck.acme.workers.dev'
		);
		for (const other of [
			'https://-orgdeck.acme.workers.dev/',
			'https://orgdeck.acme.workers.dev/',
			'https://a.b-orgdeck.acme.workers.dev/',
			'https://pr-7-orgdeck.evil.workers.dev/',
			'https://pr-7-orgdeck.acme.workers.dev.evil.test/',
			'https://pr-7-orgdeck.acme.workers.dev:8443/',
			'http://pr-7-orgdeck.acme.workers.dev/'
		]) {
			expect(at(other, env), other).toBeNull();
		}
	});

	test('is unknown without any of them', () => {
		expect(at('https://orgdeck.acme.workers.dev/', {})).toBeNull();
		expect(at('https://orgdeck.acme.workers.dev/', { ORIGIN: '  ' })).toBeNull();
		expect(at('https://orgdeck.acme.workers.dev/', { ORIGIN: 'orgdeck' })).toBeNull();
	});

	test.each(['https://*', 'https://a.*.example.com', 'https://*-*.example.com', '*'])(
		'fits no pattern such as %s',
		(pattern) => {
			const env = { PREVIEW_ORIGINS: pattern };
			for (const address of ['https://evil.test/', 'https://a.b.example.com/']) {
				expect(at(address, env)).toBeNull();
			}
		}
	);
});
