import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
	Copy,
	DockerfileParser,
	Env,
	From,
	Healthcheck,
	JSONInstruction,
	Run,
	type Instruction
} from 'dockerfile-ast';

export type Step =
	| { kind: 'run'; command: string }
	| { kind: 'copy'; from: string | null; sources: string[]; to: string }
	| { kind: 'workdir'; path: string }
	| { kind: 'env'; values: Record<string, string> };

export interface Stage {
	name: string | null;
	base: string;
	steps: Step[];
}

/** What the last stage says of how it is run. */
export interface Settings {
	workdir: string;
	env: Record<string, string>;
	user: string;
	command: string[];
	healthcheck: string[];
	stopSignal: string;
	ports: string[];
}

/** Reads a Dockerfile. An instruction that ours has no need of is an error: nobody would have run it. */
export function readDockerfile(folder: string): { stages: Stage[]; settings: Settings } {
	const stages: Stage[] = [];
	const settings: Settings = {
		...{ workdir: '/', env: {}, user: '', command: [], healthcheck: [], stopSignal: '', ports: [] }
	};
	const text = readFileSync(join(folder, 'Dockerfile'), 'utf8');
	for (const instruction of DockerfileParser.parse(text).getInstructions()) {
		if (instruction instanceof From) {
			const name = instruction.getBuildStage();
			stages.push({ name, base: instruction.getImage() ?? '', steps: [] });
			Object.assign(settings, { workdir: '/', env: {} });
			continue;
		}
		const stage = stages.at(-1);
		if (!stage) throw new Error('The Dockerfile does not begin with FROM.');
		const step = stepOf(instruction);
		if (step) stage.steps.push(step);
		if (step?.kind === 'workdir') settings.workdir = step.path;
		if (step?.kind === 'env') Object.assign(settings.env, step.values);
		if (!step) Object.assign(settings, settingOf(instruction));
	}
	return { stages, settings };
}

function stepOf(instruction: Instruction): Step | null {
	const words = instruction.getArguments().map((argument) => argument.getValue());
	if (instruction instanceof Copy) {
		const from = instruction.getFromFlag()?.getValue() ?? null;
		return { kind: 'copy', from, sources: words.slice(0, -1), to: words.at(-1) ?? '' };
	}
	if (instruction instanceof Run) {
		return { kind: 'run', command: instruction.getArgumentsContent() ?? '' };
	}
	if (instruction instanceof Env) {
		const values = instruction.getProperties().map((one) => [one.getName(), one.getValue() ?? '']);
		return { kind: 'env', values: Object.fromEntries(values) };
	}
	if (instruction.getKeyword() === 'WORKDIR') return { kind: 'workdir', path: words[0] ?? '' };
	return null;
}

function settingOf(instruction: Instruction): Partial<Settings> {
	const text = instruction.getArgumentsContent() ?? '';
	// Words for a program, not a line for a shell.
	if (instruction instanceof Healthcheck) {
		return { healthcheck: JSON.parse(text.replace(/^CMD\s+/, '')) };
	}
	const keyword = instruction.getKeyword();
	if (keyword === 'CMD' && instruction instanceof JSONInstruction) {
		return { command: JSON.parse(text) };
	}
	if (keyword === 'USER') return { user: text };
	if (keyword === 'STOPSIGNAL') return { stopSignal: text };
	if (keyword === 'EXPOSE') return { ports: text.split(/\s+/) };
	throw new Error(`The test does not know what ${keyword} does: teach it.`);
}
