import { spawn } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync } from 'node:fs';
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { basename, delimiter, dirname, join, resolve } from 'node:path';
import ignore from '@balena/dockerignore';
import { readDockerfile, type Settings, type Stage, type Step } from './dockerfile.ts';

/** An image without an engine: the files that the last stage adds to its base, and how it is run. */
export interface Image {
	/** What stands for `/`. */
	folder: string;
	settings: Settings;
}

const root = resolve('.');
const note = resolve('.local/test/image.json');

/** The image that was built last. */
export function builtImage(): Image {
	if (existsSync(note)) return JSON.parse(readFileSync(note, 'utf8'));
	throw new Error('There is no image yet: run `npm test -- image` first.');
}

/**
 * Does what the Dockerfile says, each stage in an empty folder of its own, with nothing of this project
 * but what .dockerignore lets pass. The bases are this machine: their Node is the one that runs this.
 * Where a stage says `/app`, it gets that folder inside its own, so steps have to use relative paths.
 */
export async function buildImage(log: (line: string) => void): Promise<Image> {
	if (existsSync(note)) remove(builtImage().folder);
	// Where any user may enter.
	const place = mkdtempSync(join(tmpdir(), 'orgdeck-image-'));
	chmodSync(place, 0o755);
	const context = join(place, 'context');
	copyContext(context);

	const { stages, settings } = readDockerfile(root);
	const folders = new Map<string | null, string>([[null, context]]);
	let folder = '';
	for (const [index, stage] of stages.entries()) {
		folder = join(place, String(index));
		mkdirSync(folder);
		await buildStage(stage, folder, folders, log);
		folders.set(stage.name ?? String(index), folder);
	}
	for (const other of folders.values()) if (other !== folder) remove(other);
	forEach(folder, (path) => chmodSync(path, statSync(path).mode & 0o555));
	const image = { folder, settings };
	writeFileSync(note, JSON.stringify(image));
	return image;
}

/** What Docker would be sent. */
function copyContext(to: string): void {
	const { ignores } = dockerignore();
	cpSync(root, to, {
		recursive: true,
		filter: (path) => path === root || !ignores(path.slice(root.length + 1))
	});
}

/** What .dockerignore keeps from Docker. */
export function dockerignore(): { ignores(path: string): boolean } {
	const rules = ignore().add(readFileSync(join(root, '.dockerignore'), 'utf8'));
	return { ignores: (path) => rules.ignores(path) };
}

async function buildStage(
	{ steps }: Stage,
	folder: string,
	folders: Map<string | null, string>,
	log: (line: string) => void
): Promise<void> {
	let cwd = folder;
	const env: Record<string, string> = {};
	for (const step of steps) {
		if (step.kind === 'env') Object.assign(env, step.values);
		if (step.kind === 'workdir') {
			cwd = inside(folder, folder, step.path);
			mkdirSync(cwd, { recursive: true });
		}
		if (step.kind === 'copy') copy(step, folders.get(step.from) ?? '', folder, cwd);
		if (step.kind === 'run') {
			log(`RUN ${step.command.replace(/\s+/g, ' ')}`);
			await run(step.command, cwd, env);
		}
	}
}

function copy(
	{ sources, to, from }: Extract<Step, { kind: 'copy' }>,
	origin: string,
	folder: string,
	cwd: string
): void {
	if (!origin) throw new Error(`COPY --from=${from}: there is no such stage before it.`);
	for (const source of sources) {
		const path = inside(origin, origin, source);
		// A folder is copied as what is in it, a file by its name into what ends in a slash.
		const target = inside(folder, cwd, to.endsWith('/') ? join(to, nameOf(path)) : to);
		cpSync(path, target, { recursive: true });
	}
}

const nameOf = (path: string) => (statSync(path).isDirectory() ? '' : basename(path));

/** A path of the image as one of this machine. */
function inside(folder: string, cwd: string, path: string): string {
	return path.startsWith('/') ? join(folder, path) : join(cwd, path);
}

/** How this machine gets to npm, where that takes a proxy or a certificate of its own. */
const network =
	/^(node_extra_ca_certs|ssl_cert_(file|dir)|(https?|no)_proxy|npm_config_registry)$/i;

/** Runs a step as Docker's shell does, without anything else that this process knows. */
function run(command: string, cwd: string, env: Record<string, string>): Promise<void> {
	const PATH = [dirname(process.execPath), process.env.PATH].join(delimiter);
	const given = Object.entries(process.env);
	const passed = Object.fromEntries(given.filter(([name]) => network.test(name)));
	const child = spawn('sh', ['-c', command], {
		cwd,
		// npm's cache stands for the one that the step mounts.
		env: { ...passed, PATH, HOME: homedir(), ...env },
		stdio: ['ignore', 'pipe', 'pipe']
	});
	let output = '';
	for (const stream of [child.stdout, child.stderr]) {
		stream.setEncoding('utf8').on('data', (text) => (output += text));
	}
	return new Promise((done, fail) => {
		child.on('error', fail);
		child.on('close', (code) => {
			if (code === 0) done();
			else fail(new Error(`RUN ${command} ended with code ${code}:\n${output}`));
		});
	});
}

/** Every file and folder below this one, and itself. */
export function forEach(folder: string, work: (path: string) => void): void {
	for (const entry of readdirSync(folder, { withFileTypes: true })) {
		const path = join(folder, entry.name);
		if (entry.isDirectory()) forEach(path, work);
		else if (!entry.isSymbolicLink()) work(path);
	}
	work(folder);
}

/** Removes what may be read-only. */
function remove(folder: string): void {
	if (!existsSync(folder)) return;
	const open = (path: string) => {
		chmodSync(path, 0o755);
		for (const entry of readdirSync(path, { withFileTypes: true })) {
			if (entry.isDirectory()) open(join(path, entry.name));
		}
	};
	open(folder);
	rmSync(folder, { recursive: true, force: true });
}
