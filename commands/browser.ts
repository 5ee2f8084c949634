import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { chromium } from '@playwright/test';
import { runChild } from '../local/children.ts';
import { programOf } from './programs.ts';

const folder = resolve('.local/browser');
/** A Chromium from npm, made for places where nothing is installed. */
const sparticuz = '@sparticuz/chromium@153.0.0';
const unpacked = join(folder, 'unpacked');
const launcher = join(folder, 'chromium.sh');

/**
 * The browser that is here: CHROMIUM_PATH, or undefined for Playwright's own where it is installed,
 * or the first Chromium or Chrome found. Undefined too when there is none, and Playwright then says
 * so.
 */
export function findBrowser(): string | undefined {
	if (process.env.CHROMIUM_PATH) return process.env.CHROMIUM_PATH;
	return hasPlaywrightsOwn() ? undefined : candidates().find((path) => existsSync(path));
}

/**
 * A browser that really starts, fetched when none does. Null stands for Playwright's own.
 *
 * @throws with one sentence on what to do when none can be had
 */
export async function provideBrowser(log: (line: string) => void): Promise<string | null> {
	const given = process.env.CHROMIUM_PATH;
	if (given) {
		if (await starts(given)) return given;
		throw new Error(`CHROMIUM_PATH is ${given}, and no browser starts from there.`);
	}
	if (hasPlaywrightsOwn() && (await starts())) return null;
	for (const path of candidates()) {
		if (existsSync(path) && (await starts(path))) return path;
	}

	log('No browser here yet: fetching one.');
	if (await fetchPlaywrights()) return null;
	return (
		(await fetchFromNpm()) ??
		(await fetchFromDebian()) ??
		Promise.reject(
			new Error(
				'No browser for the journeys could be found or fetched: install Chromium or Chrome, or put the path of one into CHROMIUM_PATH.'
			)
		)
	);
}

function hasPlaywrightsOwn(): boolean {
	const own = chromium.executablePath();
	const shell = own.replace(/([\\/])chromium-(\d+)[\\/].*$/, '$1chromium_headless_shell-$2');
	return existsSync(own) || (shell !== own && existsSync(shell));
}

function candidates(): string[] {
	// First the shell, as Playwright's own is: journeys take two thirds of the time in it.
	const names = [
		'chromium-headless-shell',
		'chromium',
		'chromium-browser',
		'google-chrome',
		'google-chrome-stable'
	];
	const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
	const programs = [process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)']].filter(Boolean);
	return [
		...names.flatMap((name) => folders.map((path) => join(path, name))),
		'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
		'/Applications/Chromium.app/Contents/MacOS/Chromium',
		...programs.flatMap((path) => [
			`${path}\\Google\\Chrome\\Application\\chrome.exe`,
			`${path}\\Microsoft\\Edge\\Application\\msedge.exe`
		]),
		launcher
	];
}

/** The proof that a browser works is that it opens a page: some paths hold only a hint to install it. */
async function starts(executablePath?: string): Promise<boolean> {
	try {
		const browser = await chromium.launch({ executablePath, timeout: 20_000 });
		try {
			const page = await browser.newPage();
			await page.setContent('<p>It works</p>', { timeout: 10_000 });
			return true;
		} finally {
			await browser.close();
		}
	} catch {
		return false;
	}
}

async function fetchPlaywrights(): Promise<boolean> {
	const env = { ...process.env, PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: '8000' };
	const args = [programOf('@playwright/test', 'playwright'), 'install', 'chromium-headless-shell'];
	const isThere = await attempt({ command: process.execPath, args, env, timeLimit: 240_000 });
	return isThere && (await starts());
}

async function fetchFromNpm(): Promise<string | null> {
	if (process.platform !== 'linux' || process.arch !== 'x64') return null;
	mkdirSync(unpacked, { recursive: true });
	writeFileSync(join(folder, 'package.json'), '{ "private": true }');
	const install = [
		'install',
		'--no-save',
		'--no-audit',
		'--no-fund',
		'--ignore-scripts',
		sparticuz
	];
	const isThere = await attempt({ command: 'npm', args: install, cwd: folder, timeLimit: 120_000 });
	if (!isThere) return null;

	// It unpacks to the folder of temporary files, and its libraries only where it believes to be
	// on AWS.
	const unpack = `import chromium from '@sparticuz/chromium'; await chromium.executablePath();`;
	const env = { ...process.env, TMPDIR: unpacked, AWS_LAMBDA_JS_RUNTIME: 'nodejs22.x' };
	const args = ['--input-type=module', '--eval', unpack];
	await attempt({ command: process.execPath, args, env, cwd: folder, timeLimit: 60_000 });

	// The system's own libraries fit the system best.
	for (const libraries of ['', join(unpacked, 'al2023', 'lib')]) {
		const script = [
			'#!/bin/sh',
			libraries && `export LD_LIBRARY_PATH="${libraries}"`,
			`[ -e /etc/fonts ] || export FONTCONFIG_PATH="${join(unpacked, 'fonts')}"`,
			`exec "${join(unpacked, 'chromium')}" "$@"`
		];
		writeFileSync(launcher, `${script.filter(Boolean).join('\n')}\n`, { mode: 0o755 });
		if (await starts(launcher)) return launcher;
	}
	rmSync(launcher);
	return null;
}

async function fetchFromDebian(): Promise<string | null> {
	if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return null;
	const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
	const command = '/usr/bin/apt-get';
	await attempt({ command, args: ['update'], env, timeLimit: 60_000 });
	await attempt({ command, args: ['install', '-y', 'chromium'], env, timeLimit: 180_000 });
	return (await starts('/usr/bin/chromium')) ? '/usr/bin/chromium' : null;
}

async function attempt(options: Parameters<typeof runChild>[0]): Promise<boolean> {
	try {
		await runChild({ cwd: dirname(folder), ...options });
		return true;
	} catch {
		return false;
	}
}
