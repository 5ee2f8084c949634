import { existsSync, globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

/* What GitHub runs, held to the project as it is: nothing there runs these files. */

interface Step {
	uses?: string;
	run?: string;
	with?: Record<string, unknown>;
}
interface Job {
	permissions?: Record<string, string>;
	environment?: string;
	needs?: string;
	'timeout-minutes'?: number;
	steps: Step[];
}
interface Workflow {
	on: Record<string, unknown>;
	permissions: Record<string, string>;
	concurrency: object;
	jobs: Record<string, Job>;
}

const files = globSync('.github/workflows/*.yml').sort();
const workflows = files.map((file) => {
	const text = readFileSync(file, 'utf8');
	return [file, parse(text) as Workflow, text] as const;
});
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));

const stepsOf = ({ jobs }: Workflow) => Object.values(jobs).flatMap(({ steps }) => steps);
const commandsOf = (workflow: Workflow) => stepsOf(workflow).flatMap(({ run }) => run ?? []);

test('there are workflows for tests, audit and deployment', () => {
	expect(files).toEqual(['audit', 'deploy', 'test'].map((name) => `.github/workflows/${name}.yml`));
});

describe.each(workflows)('%s', (_, workflow, text) => {
	test('runs scripts and names files that are there', () => {
		for (const command of commandsOf(workflow)) {
			for (const [, script] of command.matchAll(/\bnpm run (?:--silent )?([\w:-]+)/g)) {
				expect(scripts).toHaveProperty([script!]);
			}
		}
		for (const [file] of text.matchAll(/\b(?:docs|commands|tests|src|supabase)\/[\w./-]+\.\w+/g)) {
			expect(existsSync(file), file).toBe(true);
		}
	});

	test('may read the code and nothing else', () => {
		expect(workflow.permissions).toEqual({ contents: 'read' });
		for (const job of Object.values(workflow.jobs)) expect(job.permissions).toBeUndefined();
		for (const { uses, with: options } of stepsOf(workflow)) {
			if (uses?.startsWith('actions/checkout@')) {
				expect(options).toMatchObject({ 'persist-credentials': false });
			}
		}
	});

	test('uses GitHub’s own actions only, each of a version', () => {
		for (const { uses } of stepsOf(workflow)) {
			if (uses) expect(uses).toMatch(/^actions\/[a-z-]+@(v\d+|[0-9a-f]{40})$/);
		}
	});

	test('ends by itself, and runs once at a time', () => {
		expect(workflow.concurrency).toBeDefined();
		for (const job of Object.values(workflow.jobs)) {
			expect(job['timeout-minutes']).toBeGreaterThan(0);
		}
	});

	test('gives no secret to what a stranger may send, and puts no input into a script', () => {
		expect(workflow.on).not.toHaveProperty('pull_request_target');
		expect(workflow.on).not.toHaveProperty('workflow_run');
		if ('pull_request' in workflow.on) expect(text).not.toContain('secrets.');
		for (const command of commandsOf(workflow)) expect(command).not.toContain('${{');
	});
});

test('the tests are those of the README', () => {
	const readme = readFileSync('README.md', 'utf8');
	const [, workflow] = workflows.find(([file]) => file.endsWith('/test.yml'))!;
	const [command] = commandsOf(workflow);
	expect(command).toBe('npm ci && npm test');
	expect(readme).toContain(`\n${command}\n`);
	// As continuous integration elsewhere has it, on two lines.
	expect(readFileSync('.ci/run', 'utf8')).toContain(command!.replace(' && ', '\n'));
});

test('the database is deployed before the app, and both only in their environment', () => {
	const [, { on, jobs }] = workflows.find(([file]) => file.endsWith('/deploy.yml'))!;
	expect(Object.keys(on)).toEqual(['workflow_dispatch']);
	expect(Object.keys(jobs)).toEqual(['database', 'app']);
	expect(jobs.app!.needs).toBe('database');
	for (const job of Object.values(jobs)) expect(job.environment).toBe('production');
});
