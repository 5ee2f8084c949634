import { startBuild } from '../../tests/node-build.ts';
import type { Stack } from '../../local/stack.ts';
import { organizationId, thousand, type OnProgress } from '../sow.ts';
import { claimsOf, session, sign } from '../volume.ts';
import { buildApp } from './build.ts';
import { drive } from './drive.ts';

/** The organization whose pages are measured: one of a thousand tasks. */
const here = thousand;

export interface BenchApp {
	url: string;
	/** Where its sources and builds are. */
	folder: string;
	/** The address of a page of the organization that pages are measured in. */
	page(path: string): string;
	/** What its admin's browser sends; each time with another token. */
	headers(): Promise<Record<string, string>>;
	/** The same and a word with which the app asks nobody who this is. */
	known: Record<string, string>;
	/** The processor time that the server has used so far, in milliseconds. */
	cpu(): Promise<number>;
	stop(): Promise<void>;
}

/** Builds the app with what measurements need besides, and runs it on a stack. */
export async function startBenchApp(stack: Stack, onProgress: OnProgress): Promise<BenchApp> {
	onProgress(0, 'building the app');
	const folder = await buildApp();
	const { url, stop } = await startBuild({ env: stack.env, folder: `${folder}/build` });
	let tokens = 0;
	const headers = async () => {
		const claims = { ...claimsOf(stack, here, 0), jti: `bench ${tokens++}` };
		const cookies = [
			`orgdeck-session=${session}.${'x'.repeat(43)}`,
			`orgdeck-token-${organizationId(here)}=${await sign(stack, claims)}`
		];
		return { cookie: cookies.join('; '), accept: 'text/html' };
	};
	const page = (path: string) => `${url}/orgs/volume-${here}${path && `/${path}`}`;
	const known = { ...(await headers()), 'x-known': 'admin' };
	const first = () => ({ ...known, 'x-known': '', 'x-remember': 'admin' });
	await drive({ url: page('nothing'), requests: 1, headers: first });
	return {
		...{ url, folder, page, headers, known, stop },
		cpu: async () => Number(await (await fetch(`${url}/cpu`)).text())
	};
}
