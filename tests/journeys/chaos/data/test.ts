import type { Page } from '@playwright/test';
import type { App } from '../../../app.ts';
import { unique } from '../../../fixtures.ts';
import { stack } from '../../../stack.ts';
import { projectsOf, type Company } from '../../session/company.ts';
import { newProject } from '../../session/answers.ts';
import { enter, ready } from '../../session/test.ts';
import type { Visitor } from '../../session/visitor.ts';
import { test as base } from '../test.ts';
import { asAdmin, startWhatIsDown, stopStarted } from './parts.ts';

export { enter, ready };
export { expect, note, noteBack, times } from '../test.ts';

/** What each test leaves is a data side that works. */
export const test = base.extend<object, { parts: void }>({
	parts: [
		// eslint-disable-next-line no-empty-pattern
		async ({}, use) => {
			await startWhatIsDown();
			await untilBack(stack.env.PUBLIC_SUPABASE_URL);
			await use();
			await stopStarted();
		},
		{ scope: 'worker', auto: true, timeout: 60_000 }
	]
});

/** Somebody who keeps writing, and sends what was not answered again, as the page offers. */
export class Writer {
	/** The names that were answered as saved. */
	saved: string[] = [];
	/** What was answered in place of that. */
	refused: number[] = [];
	isOver = false;
	#done: Promise<void>;

	constructor(visitor: Visitor, company: Company, at: string) {
		this.#done = this.#write(visitor, company, at);
		this.#done.catch(() => {});
	}

	async stop(): Promise<void> {
		this.isOver = true;
		await this.#done;
	}

	async #write(visitor: Visitor, company: Company, at: string): Promise<void> {
		while (!this.isOver) {
			const name = `Under fire ${unique()}`;
			const [path, fields] = newProject(company, name);
			let once = unique();
			for (let isSaved = false; !isSaved;) {
				const answer = await visitor
					.post(path, { ...fields, once }, at)
					.catch(() => ({ status: 0, body: '' }));
				isSaved = answer.status === 303;
				if (!isSaved) {
					this.refused.push(answer.status);
					once = answer.body.match(/name="once" value="([^"]+)"/)?.[1] ?? once;
					await new Promise((resume) => setTimeout(resume, 100));
				}
			}
			this.saved.push(name);
		}
	}
}

/** How often each of these projects is in the database. */
export async function countsOf(names: string[]): Promise<Map<string, number>> {
	const { rows } = await asAdmin(
		'select name, count(*)::integer as count from public.projects where name = any ($1) group by name',
		[names]
	);
	const found = new Map(rows.map(({ name, count }) => [String(name), Number(count)]));
	return new Map(names.map((name) => [name, found.get(name) ?? 0]));
}

/** Waits until the Data API answers as it should, and says when. */
export async function untilBack(url: string): Promise<number> {
	for (;;) {
		const answer = await fetch(`${url}/rest/v1/`, {
			headers: { apikey: 'sb_secret_local' },
			signal: AbortSignal.timeout(5_000)
		}).catch(() => null);
		await answer?.arrayBuffer();
		if (answer?.ok) return Date.now();
		await new Promise((resume) => setTimeout(resume, 20));
	}
}

/** What `/readyz` answers; null in a build that has no such page. */
export async function readiness({ url }: App): Promise<{ status: number; body: string } | null> {
	const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(20_000) });
	const body = await answer.text();
	return answer.status === 404 ? null : { status: answer.status, body };
}

/** Opens the projects of an organization in a real browser. */
export async function openProjects(page: Page, company: Company): Promise<void> {
	await page.goto(projectsOf(company));
	await ready(page);
}
