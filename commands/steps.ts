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
		timeLimit: 15 * 60_000,
		after: ['build'],
		runner: 'playwright',
		needsBrowser: true,
		commands: (filters) => [playwright(['javascript', 'no javascript'], filters)]
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
	vitest('stack'),
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
		// What is random or repeated, more often; and axe in each pair of size and theme.
		name: 'journeys-long',
		after: ['build'],
		runner: 'playwright',
		needsBrowser: true,
		env: { ORGDECK_LONG: 'yes' },
		commands: () => [playwright(['javascript'], ['accessibility', 'any-address', 'waking-tabs'])],
		slow: true,
		timeLimit: 20 * 60_000
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
		...vitest('volume'),
		slow: true,
		timeLimit: 3 * 3600_000
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
