import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bundle, modulesOf, wrangler } from '../workerd.ts';

/* What Cloudflare is given: small, in parts, and nothing in it that only Node has. */

const code = modulesOf().map((name) => readFileSync(join(bundle, name), 'utf8'));

test('all that is uploaded has at most 400 kB, compressed', async () => {
	const said = await wrangler('deploy', '--dry-run', '--outdir', '.local/test/upload');
	const [, modules] = said.match(/Total \((\d+) modules\)/) ?? [];
	expect(Number(modules)).toBe(code.length - 1);
	const [, kibibytes] = said.match(/gzip: ([\d.]+) KiB/) ?? [];
	const size = (Number(kibibytes) * 1024) / 1000;
	console.log(`The worker has ${size.toFixed(0)} kB, compressed.`);
	expect(size).toBeGreaterThan(50);
	expect(size).toBeLessThanOrEqual(400);
});

test('it takes nothing of Node but async_hooks', () => {
	const names = code.flatMap((text) => [
		...text.matchAll(/(?:from|import|import\()\s*["'`]([\w:@/-]+)["'`]/g)
	]);
	const taken = new Set(names.map(([, name]) => name));
	expect([...taken].sort()).toEqual(['cloudflare:workers', 'node:async_hooks']);
	for (const text of code) expect(text).not.toMatch(/\brequire\(["'`]/);
});
