// Runs commands/<name>.ts. Plain JavaScript that any Node from 12 on can read, so that a Node that
// is too old gets a sentence instead of a syntax error.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const [name, ...args] = process.argv.slice(2);
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major < 22 || (major === 22 && minor < 11)) {
	const advice =
		process.platform === 'darwin'
			? 'Install Node 22.11 or newer (for example with `brew install node`) and start again.'
			: 'Start it with `npm run`, which uses the Node that `npm ci` installed.';
	console.error(`Orgdeck needs Node 22.11 or newer, and this is ${process.version}. ${advice}`);
	process.exitCode = 1;
} else if (!name || !existsSync(new URL(`./${name}.ts`, import.meta.url))) {
	console.error(`There is no command ${name ?? 'without a name'}.`);
	process.exitCode = 1;
} else if (process.features.typescript) {
	await run();
} else {
	runWithTypes();
}

async function run() {
	stopWithNpm();
	const { default: command } = await import(`./${name}.ts`);
	try {
		const code = await command(args);
		process.exit(code ?? 0);
	} catch (error) {
		console.error(error instanceof Error ? error.message : error);
		if (process.env.DEBUG) console.error(error);
		process.exit(1);
	}
}

/** Node before 22.18 strips types only when asked to. */
function runWithTypes() {
	const flags = ['--experimental-strip-types', '--disable-warning=ExperimentalWarning'];
	const script = fileURLToPath(import.meta.url);
	const child = spawn(process.execPath, [...flags, script, ...process.argv.slice(2)], {
		stdio: 'inherit'
	});
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
		process.on(signal, () => child.kill(/** @type {NodeJS.Signals} */ (signal)));
	}
	child.on('exit', (code) => process.exit(code ?? 1));
}

/**
 * When npm is killed, or passes a signal to a shell that does not pass it on, nobody tells us. So
 * we look whether the processes between npm and us are still there.
 */
function stopWithNpm() {
	if (!process.env.npm_lifecycle_event) return;
	const parent = process.ppid;
	const shell = isOurShell(parent) ? parent : null;
	const grandparent = shell && parentOf(shell);
	setInterval(() => {
		const isOrphan = process.ppid !== parent || (shell && parentOf(shell) !== grandparent);
		if (isOrphan) process.kill(process.pid, 'SIGTERM');
	}, 200).unref();
}

/** @param {number} pid */
function isOurShell(pid) {
	try {
		const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
		return /^\S*sh -c /.test(command) && command.includes('commands/run.js');
	} catch {
		return false;
	}
}

/** @param {number} pid */
function parentOf(pid) {
	try {
		const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
		return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1];
	} catch {
		return null;
	}
}
