import { defineConfig, devices } from '@playwright/test';
import { findBrowser } from './commands/browser.ts';

const report = process.env.ORGDECK_REPORT;

/** Folders that are steps of their own. */
const apart = ['bars/**', 'states/**'];

export default defineConfig({
	testDir: 'tests/journeys',
	outputDir: 'test-results',
	globalSetup: './tests/global-setup.ts',
	fullyParallel: true,
	forbidOnly: Boolean(process.env.CI),
	workers: 2,
	timeout: 120_000,
	expect: { timeout: 20_000 },
	reporter: report ? [['list'], ['json', { outputFile: report }]] : 'list',
	use: {
		...devices['Desktop Chrome'],
		// What pages say must not depend on where the tests run.
		locale: 'en-GB',
		timezoneId: 'UTC',
		trace: process.env.TRACE ? 'retain-on-failure' : 'off',
		launchOptions: {
			executablePath: findBrowser(),
			args: [
				// Nothing but this machine is asked, whatever a page or the browser itself wants.
				'--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1',
				'--disable-background-networking',
				'--disable-component-update',
				'--disable-default-apps',
				'--disable-sync',
				'--no-first-run'
			]
		}
	},
	projects: [
		{ name: 'javascript', testIgnore: apart },
		{
			name: 'no javascript',
			testIgnore: apart,
			grep: /@nojs/,
			use: { javaScriptEnabled: false }
		},
		{ name: 'states', testMatch: 'states/**/*.spec.ts' },
		// What is measured, one after the other.
		{ name: 'bars', testMatch: 'bars/**/*.spec.ts', workers: 1 }
	]
});
