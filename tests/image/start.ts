import { copyFileSync, existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { startChild, type ChildOptions } from '../../local/children.ts';
import { reservePort } from '../../local/ports.ts';
import { isOpenToAll } from '../../local/unprivileged.ts';
import { serverEnv } from '../node-build.ts';
import { serving, type App } from '../serving.ts';
import { stack } from '../stack.ts';
import { builtImage, type Image } from './build.ts';

/** Runs the image on the stack, as Docker does with `--read-only`, and waits until it answers. */
export async function startImage(options: { env?: Record<string, string> } = {}): Promise<App> {
	const image = builtImage();
	const reserved = await reservePort(0);
	const url = `http://localhost:${reserved.port}`;
	await reserved.release();
	const env = { ...stack.env, ...serverEnv(url, reserved.port), ...options.env };
	return serving(url, within(image, image.settings.command, env));
}

/** How its health check ends. */
export async function healthOf(port: number): Promise<'healthy' | 'unhealthy'> {
	const image = builtImage();
	const options = within(image, image.settings.healthcheck, { PORT: String(port) });
	const child = await startChild(options);
	await child.ended;
	return child.exitCode() === 0 ? 'healthy' : 'unhealthy';
}

/** A program of the image: as its user, if we may be one, with its variables and no file but its own. */
export function within(
	{ folder, settings }: Image,
	[program = '', ...args]: string[],
	env: Record<string, string>
): ChildOptions {
	const [uid, gid] = settings.user.split(':').map(Number);
	const isRoot = process.getuid?.() === 0;
	if (program !== 'node') throw new Error(`The image runs ${program}, which is not of its own.`);
	return {
		command: isRoot ? openNode(folder) : process.execPath,
		args,
		cwd: join(folder, settings.workdir),
		user: isRoot ? { uid: uid!, gid: gid! } : null,
		env: {
			...settings.env,
			...env,
			// No file can be read but the image's, and none written, whoever runs it.
			NODE_OPTIONS: `--permission --allow-fs-read=${folder}/*`
		}
	};
}

/** Node where every user may run it. */
function openNode(folder: string): string {
	if (isOpenToAll(dirname(process.execPath))) return process.execPath;
	const copy = join(dirname(folder), 'node');
	if (!existsSync(copy)) copyFileSync(process.execPath, copy);
	return copy;
}
