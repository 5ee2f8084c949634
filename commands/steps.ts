import { programOf } from './programs.ts';

/** A program to run, as arguments to this very Node. */
export type Command = string[];

export interface Step {
	name: string;
	/** Run one after the other until one fails. */
	commands: (filters: string[], report: string) => Command[];
	env?: Record<string, string>;
	/** Steps that come first, and have to succeed. */
	after?: string[];
	/** Which test runner writes the report, if one does. */
	runner?: 'vitest' | 'playwright';
	needsBrowser?: boolean;
	/** Runs while nothing else does, as slow ones do too. */
	alone?: true;
	/** Left out of a plain `npm test`: runs when it is named, or with --full. */
	slow?: true;
	/** What it says of itself and the table at the end repeats. */
	says?: RegExp;
	/** In milliseconds, where the usual limit is too short. */
	timeLimit?: number;
}

/** The projects of the journeys, in a plain run and in the long one. */
const journeys = ['javascript', 'no javascript', 'workers'];

/**
 * Everything `npm test` does. Those that others wait for, and the long ones, come first; those it
 * leaves out unless asked come last.
 */
export const steps: Step[] = [
	{
		name: 'build',
		env: { ADAPTER: 'node,cloudflare' },
		commands: () => [[programOf('vite'), 'build']]
	},
	{
		name: 'journeys',
		timeLimit: 25 * 60_000,
		after: ['build'],
		runner: 'playwright',
		needsBrowser: true,
		commands: (filters) => [playwright(journeys, filters)]
	},
	{
		// Axe and the eye on every state of every list: long, and no journey waits for it.
		name: 'states',
		after: ['build'],
		runner: 'playwright',
		needsBrowser: true,
		slow: true,
		timeLimit: 20 * 60_000,
		commands: (filters) => [playwright(['states'], filters)]
	},
	{ ...vitest('attacks'), after: ['build'] },
	{ ...vitest('adapters'), after: ['build'], says: /has \d+ kB, compressed/ },
	vitest('policies'),
	// As on an older hosted project, where everything new is granted, and as on a newer one.
	vitest('access'),
	{
		...vitest('access-newer', { project: 'access' }),
		after: ['access'],
		env: { DEFAULT_GRANTS: 'revoked' }
	},
	vitest('policy-lint'),
	vitest('isolation'),
	vitest('contract'),
	// The app's own sync, on a stack of its own.
	{ ...vitest('mirror'), after: ['build'], timeLimit: 15 * 60_000 },
	vitest('stack'),
	vitest('database'),
	vitest('unit'),
	{
		name: 'types',
		commands: () => [
			[programOf('svelte-check'), '--tsconfig', './tsconfig.json', '--fail-on-warnings']
		]
	},
	{ name: 'lint', commands: () => [[programOf('eslint'), '.']] },
	{ name: 'format', commands: () => [[programOf('prettier'), '--check', '.']] },
	{ name: 'access-docs', commands: () => [['commands/run.js', 'access', '--check']] },
	{ name: 'licences', commands: () => [['commands/run.js', 'licences', '--check']] },
	{ name: 'db-types', commands: () => [['commands/run.js', 'db-types', '--check']] },
	{ name: 'db-advisors', commands: () => [['commands/run.js', 'db-advisors']] },
	{
		// How the app feels on a slow computer: by itself, since what runs beside it would be measured too.
		name: 'bars',
		after: ['build'],
		runner: 'playwright',
		needsBrowser: true,
		slow: true,
		commands: (filters) => [playwright(['bars'], filters)]
	},
	{
		// The same more often.
		name: 'bars-long',
		after: ['build'],
		runner: 'playwright',
		needsBrowser: true,
		env: { ORGDECK_LONG: 'yes' },
		commands: () => [playwright(['bars'], []), playwright(['states'], [])],
		slow: true,
		timeLimit: 60 * 60_000
	},
	{
		// All journeys, with those that a plain run leaves out, and what is random or repeated more often.
		name: 'journeys-long',
		after: ['build'],
		runner: 'playwright',
		needsBrowser: true,
		env: { ORGDECK_LONG: 'yes' },
		commands: (filters) => [playwright(journeys, filters)],
		slow: true,
		timeLimit: 60 * 60_000
	},
	{
		// Sessions under fire, on both runtimes, as often as it takes to believe it; one test at a
		// time, since keys are rotated and times measured.
		name: 'chaos',
		after: ['build'],
		runner: 'playwright',
		needsBrowser: true,
		env: { ORGDECK_LONG: 'yes', ORGDECK_BARS: 'sessions' },
		commands: (filters) => [
			playwright(['chaos node', 'chaos workerd'], ['--workers=1', ...filters])
		],
		says: /\d+ tries, \d+ wrong/,
		slow: true,
		timeLimit: 60 * 60_000
	},
	{
		// Parts of the data side are killed, those of a stack of its own.
		name: 'chaos-data',
		after: ['build'],
		runner: 'playwright',
		needsBrowser: true,
		env: { ORGDECK_LONG: 'yes', ORGDECK_BARS: 'data', ORGDECK_OWN_STACK: 'yes' },
		commands: (filters) => [
			playwright(['chaos data node', 'chaos data workerd'], ['--workers=1', ...filters])
		],
		says: /\d+ tries, \d+ wrong/,
		slow: true,
		timeLimit: 60 * 60_000
	},
	{
		// Three instances behind a balancer, ended and killed under load, and what a request costs them.
		name: 'scaling',
		after: ['build'],
		runner: 'playwright',
		needsBrowser: true,
		commands: (filters) => [playwright(['scaling'], ['--workers=1', ...filters])],
		says: /CPU [\d.]+ times/,
		slow: true,
		timeLimit: 30 * 60_000
	},
	{
		// A build that traces, beside the usual one.
		name: 'tracing',
		after: ['build'],
		runner: 'playwright',
		needsBrowser: true,
		env: { TRACING: 'yes', ADAPTER: 'node', NODE_OUT: '.local/test/traced' },
		commands: (filters) => [[programOf('vite'), 'build'], playwright(['tracing'], filters)],
		slow: true
	},
	{
		// The Dockerfile, done step by step without Docker.
		...vitest('image'),
		says: /adds [\d.]+ MB/,
		slow: true,
		timeLimit: 20 * 60_000
	},
	{
		name: 'build-hosts',
		env: { ADAPTER: 'vercel,netlify' },
		commands: () => [[programOf('vite'), 'build']],
		slow: true
	},
	{
		// What Vercel, Netlify and Cloudflare do around a request, and previews of their own address.
		...vitest('hosts'),
		after: ['build', 'build-hosts'],
		says: /First pages after.*ms/,
		slow: true
	},
	{
		// The main journeys, wherever the app can run.
		name: 'conformance',
		after: ['build', 'build-hosts', 'image'],
		runner: 'playwright',
		needsBrowser: true,
		env: { ORGDECK_CONFORMANCE: 'yes' },
		commands: (filters) => [playwright(['conformance *'], filters)],
		says: /\d+ journeys on \d+ runtimes, \d+ wrong/,
		slow: true,
		timeLimit: 60 * 60_000
	},
	{
		// The commands of deployment, each with databases of its own; the local stack restored; upgrades.
		...vitest('database-long', { project: 'database' }),
		env: { ORGDECK_LONG: 'yes' },
		slow: true
	},
	{
		...vitest('access-newer-long', { project: 'access' }),
		env: { DEFAULT_GRANTS: 'revoked', ORGDECK_LONG: 'yes' },
		slow: true
	},
	{
		...vitest('soak', { project: 'isolation' }),
		env: { ORGDECK_OPERATIONS: process.env.ORGDECK_OPERATIONS ?? '200000' },
		says: /\d+ operations in \d+ worlds, \d+ leaks/,
		slow: true,
		timeLimit: 90 * 60_000
	},
	{
		// 20,000 histories, 10,000 events, and each thing that is tried some times, often.
		...vitest('soak-mirror', { project: 'mirror' }),
		after: ['build'],
		env: { ORGDECK_LONG: 'yes' },
		says: /\d+ histories, \d+ wrong/,
		slow: true,
		timeLimit: 3 * 3600_000
	},
	{
		...vitest('volume'),
		after: ['build'],
		slow: true,
		timeLimit: 3 * 3600_000
	},
	{
		// That it measures and notices; the bars themselves are for a quiet machine.
		...vitest('bench'),
		slow: true,
		timeLimit: 30 * 60_000
	},
	{
		name: 'fence',
		commands: () => [['commands/run.js', 'fence']],
		says: /\d+ of \d+ breakages noticed.*open/,
		slow: true,
		timeLimit: 90 * 60_000
	}
];

function playwright(projects: string[], filters: string[]): Command {
	const chosen = projects.map((project) => `--project=${project}`);
	const program = programOf('@playwright/test', 'playwright');
	return [program, 'test', '--pass-with-no-tests', ...chosen, ...filters];
}

function vitest(name: string, { project = name } = {}): Step {
	return {
		name,
		runner: 'vitest',
		commands: (filters, report) => [
			[
				...[programOf('vitest'), 'run', '--project', project, '--passWithNoTests'],
				...['--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
				...filters
			]
		]
	};
}

/** The steps of these names with what they need; for no name all but the slow ones. */
export function chooseSteps(names: string[]): Step[] {
	if (names.length === 0) return steps.filter(({ slow }) => !slow);
	const wanted = new Set(names);
	// Steps stand after the ones they need, so one pass from the end finds them all.
	for (const step of steps.toReversed()) {
		if (wanted.has(step.name)) for (const needed of step.after ?? []) wanted.add(needed);
	}
	return steps.filter((step) => wanted.has(step.name));
}
