import { defineConfig, devices } from '@playwright/test';
import { findBrowser } from './commands/browser.ts';
import type { Runtime } from './tests/instance.ts';

const report = process.env.ORGDECK_REPORT;

/** Whether everything is tried, as in `npm run test:full`. */
const isLong = process.env.ORGDECK_LONG !== undefined;

/** Folders that are steps of their own. */
const apart = [
	...['bars/**', 'states/**', 'chaos/data/**', 'scaling/**', 'tracing/**'],
	'conformance/**'
];

/** How lists look, are ordered and count days: the long run's. */
const depth = ['table/{looks,order,days}.spec.ts', 'dates.spec.ts'];

/** What a plain run tries with JavaScript alone: of each kind of page one is tried without it, too. */
const onceOnly = [
	...['table/**', 'audit/**', 'many-*.spec.ts', 'failed-lists.spec.ts', 'first-day.spec.ts'],
	...['impersonation.spec.ts', 'outage.spec.ts', 'sign-in-methods.spec.ts', 'conflicts.spec.ts'],
	...['unknown-organization.spec.ts', 'settings/**', 'two-tabs.spec.ts']
];
const left = isLong ? apart : [...apart, ...depth];

/** What is tried of sessions on the Node build, and holds in workerd as well. */
const session = [
	'session/{refresh,outages,refusals,sign-out,everywhere,waking-tabs,disagreement}.test.ts',
	'session/{forged-cookies,new-organization,news,views,callback}.test.ts'
];

/** Where journeys stand that have `@everywhere` in their names, and what differs from host to host. */
const everywhere = [
	...['conformance/*.{test,spec}.ts', '{sign-up,working,two-tabs,conflicts}.spec.ts'],
	...[
		'{roles,outage}.spec.ts',
		'readiness.test.ts',
		'table/trash.spec.ts',
		'people/people.spec.ts'
	],
	...['settings/settings.spec.ts', 'audit/{audit.spec,export.test}.ts'],
	'session/{callback,sign-out}.test.ts'
];

/** Each way in which the app is run. */
const runtimes: Runtime[] = ['node', 'docker', 'workerd', 'vercel', 'netlify'];

export default defineConfig<object, { runtime: Runtime }>({
	testDir: 'tests/journeys',
	outputDir: 'test-results',
	// Where parts of the stack are killed, it is one of its own.
	globalSetup: process.env.ORGDECK_OWN_STACK
		? './tests/journeys/chaos/data/global-setup.ts'
		: './tests/global-setup.ts',
	fullyParallel: true,
	// What has many states or much data waits for the long run.
	grepInvert: isLong ? undefined : /@long/,
	forbidOnly: Boolean(process.env.CI),
	workers: 2,
	timeout: 120_000,
	expect: { timeout: 20_000 },
	reporter: [
		['list'],
		...(report ? [['json', { outputFile: report }] as const] : []),
		...(process.env.ORGDECK_BARS ? [['./tests/journeys/chaos/table.ts'] as const] : []),
		...(process.env.ORGDECK_CONFORMANCE ? [['./tests/journeys/conformance/table.ts'] as const] : [])
	],
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
		{ name: 'javascript', testIgnore: left },
		{
			name: 'no javascript',
			testIgnore: isLong ? left : [...left, ...onceOnly],
			grep: /@nojs/,
			use: { javaScriptEnabled: false }
		},
		{ name: 'states', testMatch: 'states/**/*.spec.ts' },
		// What is measured, one after the other.
		{ name: 'bars', testMatch: 'bars/**/*.spec.ts', workers: 1 },
		{ name: 'scaling', testMatch: 'scaling/**/*.test.ts', workers: 1 },
		{ name: 'tracing', testMatch: 'tracing/**/*.test.ts' },
		...runtimes.flatMap((runtime) => [
			{
				name: `conformance ${runtime}`,
				testMatch: everywhere,
				grep: /@everywhere|conformance\/[\w-]+\.(spec|test)\.ts/,
				use: { runtime }
			},
			{
				name: `conformance ${runtime} without JavaScript`,
				testMatch: ['{working,conflicts,sign-up}.spec.ts'],
				grep: /(?=.*@everywhere)(?=.*@nojs)/,
				use: { runtime, javaScriptEnabled: false }
			}
		]),
		// The same on workers, briefly, in a plain run.
		{
			name: 'workers',
			testMatch: ['working.spec.ts', 'conformance/*.spec.ts'],
			use: { runtime: 'workerd' }
		},
		// Everything around the app misbehaves, on each runtime that it is built for.
		...(['node', 'workerd'] as const).flatMap((runtime) => [
			{
				name: `chaos ${runtime}`,
				testMatch: ['chaos/*.test.ts', ...(runtime === 'workerd' ? session : [])],
				workers: 1,
				use: { runtime }
			},
			{
				name: `chaos data ${runtime}`,
				testMatch: 'chaos/data/*.test.ts',
				workers: 1,
				use: { runtime }
			}
		])
	]
});
