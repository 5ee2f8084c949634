import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { programOf } from '../../commands/programs.ts';
import { runChild } from '../../local/children.ts';
import { buildApp } from '../app/build.ts';
import type { Measurement } from '../measurement.ts';
import { single } from '../row.ts';

/** What is uploaded to run at the edge. */
export const worker: Measurement = {
	title: 'Worker',
	about: `The bundle that Wrangler makes of the Cloudflare build, as it says itself, gzipped. Small bundles
		start before anybody notices.`,

	async *measure() {
		const cwd = await buildApp();
		const folder = mkdtempSync(join(tmpdir(), 'orgdeck-bundle-'));
		try {
			const said = await runChild({
				command: process.execPath,
				args: [programOf('wrangler'), 'deploy', '--dry-run', '--outdir', folder],
				cwd,
				env: {
					...process.env,
					WRANGLER_SEND_METRICS: 'false',
					WRANGLER_HIDE_BANNER: 'true',
					WRANGLER_SEND_ERROR_REPORTS: 'false',
					CLOUDFLARE_CF_FETCH_ENABLED: 'false'
				}
			});
			const [, size] = /gzip: ([\d.]+) KiB/.exec(said) ?? [];
			if (!size) throw new Error(`Wrangler did not say how large the bundle is:\n${said}`);
			yield single({ name: 'bundle', unit: 'kB', bar: { most: 400 } }, [Number(size) * 1.024]);
		} finally {
			rmSync(folder, { recursive: true, force: true });
		}
	}
};
