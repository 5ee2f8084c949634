import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { startChild } from '../../local/children.ts';
import type { Measurement } from '../measurement.ts';
import { single } from '../row.ts';

const project = fileURLToPath(new URL('../..', import.meta.url));
const folder = '.local/bench-start';
const times = 5;

/** How long somebody waits who starts to work. */
export const stackStart: Measurement = {
	title: 'Local stack',
	about: `From the start of npm run stack to the line that says that all of it answers: Postgres, the Data
		API and the stand-in of WorkOS. Anew means that it also makes the database, its migrations and the
		demo data.`,

	async *measure() {
		const anew: number[] = [];
		for (let time = 0; time < 3; time++) {
			rmSync(`${project}/${folder}`, { recursive: true, force: true });
			anew.push(await secondsToStart());
		}
		yield single({ name: 'start anew', unit: 's', bar: { most: 30 } }, anew);

		const again: number[] = [];
		for (let time = 0; time < times; time++) again.push(await secondsToStart());
		yield single({ name: 'start again', unit: 's', bar: { most: 5 } }, again);
		rmSync(`${project}/${folder}`, { recursive: true, force: true });
	}
};

async function secondsToStart(): Promise<number> {
	const begun = performance.now();
	let output = '';
	let isUp = () => {};
	const up = new Promise<void>((done) => (isUp = done));
	const child = await startChild({
		command: process.execPath,
		args: ['commands/run.js', 'stack', '--json', '--data', folder],
		cwd: project,
		onOutput(text, from) {
			output += text;
			if (from === 'stdout' && text.includes('}')) isUp();
		}
	});
	await Promise.race([
		up,
		child.ended.then((how) => Promise.reject(new Error(`The stack ${how}:\n${output}`)))
	]);
	const seconds = (performance.now() - begun) / 1000;
	await child.stop();
	return seconds;
}
