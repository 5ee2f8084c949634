import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

/* What pages say is proven has to be there, or they promise what nobody tries. */

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));

describe.each(['SECURITY.md', 'docs/deploy-database.md', 'docs/backup.md', 'docs/upgrade.md'])(
	'%s',
	(page) => {
		const text = readFileSync(page, 'utf8');

		test('names files that are there', () => {
			const named = [
				...text.matchAll(/`((?:tests|src|docs|commands|supabase|static|\.github)\/[^`\s]+)`/g)
			].map(([, file]) => file!);
			expect(named.length).toBeGreaterThan(0);
			for (const file of named) expect(existsSync(file), file).toBe(true);
		});

		test('names scripts that are there', () => {
			for (const [, script] of text.matchAll(/\bnpm run (?:--silent )?([\w:-]+)/g)) {
				expect(scripts).toHaveProperty([script!]);
			}
		});

		test('links to pages that are there', () => {
			const folder = page.includes('/') ? 'docs/' : '';
			for (const [, link] of text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)) {
				expect(existsSync(folder + link), link).toBe(true);
			}
		});
	}
);

test('each guarantee of the database and the app names its test', () => {
	const text = readFileSync('SECURITY.md', 'utf8');
	const sections = text.split(/^## /m).filter((one) => /^What the (database|app) guar/.test(one));
	expect(sections).toHaveLength(2);
	for (const section of sections) {
		const claims = section.split(/^- /m).slice(1);
		expect(claims.length).toBeGreaterThan(5);
		for (const claim of claims) expect(claim).toMatch(/`(tests|commands)\/[^`]+`/);
	}
});
