import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { startStack } from '../../local/stack.ts';
import { access } from '../../supabase/access.ts';
import { makeLenses } from '../access/lenses.ts';
import { madeTables } from '../access/cases/case.ts';
import type { Case } from '../access/cases/case.ts';
import { quoted } from './breakage.ts';
import type { Ask, Breakage } from './breakage.ts';
import { breakages } from './breakages.ts';
import { fingerprint } from './fingerprint.ts';
import type { Failure, Verdict } from './verdict.ts';

/*
 * One of the processes that break the fence: it has a stack of its own, and takes each nth breakage.
 *
 *   node tests/fence/worker.ts <number> <of how many> [<pattern of names>]
 *
 * It prints a line of JSON for each.
 */

const [number = 0, workers = 1] = process.argv.slice(2, 4).map(Number);
const pattern = new RegExp(process.argv[4] ?? '');

/** How many cases are tried before the tests made by hand, which are slower to begin and find more. */
const soon = 400;

/** The tests made by hand that noticed something about a table or function: they come first next time. */
const noticedBy = new Map<string, string>();

const dataDir = fileURLToPath(new URL(`../../.local/fence-${number}`, import.meta.url));
const stack = await startStack({
	dataDir,
	reset: true,
	ports: { gateway: 0, database: 0, workos: 0 },
	durable: false,
	command: 'npm run test:fence'
});
await makeLenses(stack.info);
process.env.ORGDECK_STACK = join(dataDir, 'stack.json');

// What they import reads where the stack is.
const { allCases } = await import('../access/cases/all.ts');
const { forgetTheWorld } = await import('../access/world.ts');
const { forgetSownWorld } = await import('../access/cases/embedding.ts');
const { forgetCrowd } = await import('../access/cases/once.ts');
const { failsInPolicies } = await import('./handmade.ts');

const owner = new pg.Client({ connectionString: stack.info.databaseUrl });
await owner.connect();
const ask: Ask = async (sql) => (await owner.query(sql)).rows;

const pristine = await fingerprint(ask);
const cases = await allCases();

// First what only shows where there are many rows: other breakages let somebody delete them.
const mine = (await breakages(ask))
	.filter(({ name }, index) => index % workers === number && pattern.test(name))
	.toSorted((a, b) => Number(b.only !== undefined) - Number(a.only !== undefined));
for (const breakage of mine) console.log(JSON.stringify(await judge(breakage)));
await owner.end();
await stack.stop();
process.exit(0);

/** Breaks one thing, looks who notices, and mends it. */
async function judge(breakage: Breakage): Promise<Verdict> {
	const begun = Date.now();
	const { name, byHand } = breakage;
	await owner.query(breakage.sql).catch((cause) => {
		throw new Error(`This could not be broken: ${name}\n${breakage.sql}`, { cause });
	});
	const ordered = inOrder(breakage);
	const before = noticedBy.get(breakage.about);
	const failure =
		(byHand === 'estimates' ? await failsInPolicies(dataDir, byHand) : null) ??
		(byHand === 'after' && before ? await failsInPolicies(dataDir, before) : null) ??
		(byHand === 'before' ? await failsInPolicies(dataDir) : null) ??
		(await firstFailure(ordered.slice(0, soon))) ??
		(byHand === 'after' ? await failsInPolicies(dataDir) : null) ??
		(await firstFailure(ordered.slice(soon)));
	if (failure && 'file' in failure && failure.file) noticedBy.set(breakage.about, failure.file);
	await mend(breakage);
	const isReliable = failure !== null && (await passesNow(failure));
	const seconds = (Date.now() - begun) / 1000;
	if (!failure) return { name, noticed: false, seconds };
	return { name, noticed: isReliable, by: failure.by, saying: failure.saying, seconds };
}

/** What failed because of a breakage passes without it: else it would notice anything. */
async function passesNow(failure: Tried | Failure): Promise<boolean> {
	if (!('again' in failure)) return (await failsInPolicies(dataDir, failure.file)) === null;
	if ((await failure.again()) === null) return true;
	// The breakage let somebody change those who ask.
	renewTheWorld();
	return (await failure.again()) === null;
}

async function mend({ undo, leavesRows, name }: Breakage): Promise<void> {
	if (leavesRows) {
		// By name, since a reference that is gone takes nothing along.
		const tables = madeTables().map(([table]) => `public.${quoted(table)}`);
		await owner.query(`truncate ${tables.join(', ')} cascade`);
	}
	await owner.query(undo);
	const mended = await fingerprint(ask);
	if (mended === pristine) return;
	const [before, after] = [pristine.split('\n'), mended.split('\n')];
	throw new Error(
		[
			`The database is not what it was after this was mended: ${name}`,
			...before.filter((line) => !after.includes(line)).map((line) => `- ${line}`),
			...after.filter((line) => !before.includes(line)).map((line) => `+ ${line}`)
		].join('\n')
	);
}

/** What is likely to notice it first, then what is about the same table or function. */
function inOrder({ about, likely, only }: Breakage): Case[] {
	if (only) return cases.filter((tried) => only.test(tried.name));
	const rank = (tried: Case) => {
		const isAbout = tried.about === about;
		if (likely?.test(tried.name)) return isAbout ? 0 : 1;
		if (isAbout) return 2;
		// What is tried of all tables in one comes before other tables.
		return tried.about in access.tables || tried.about in access.functions ? 4 : 3;
	};
	return cases.toSorted((a, b) => rank(a) - rank(b));
}

interface Tried extends Failure {
	/** Tries it once more, and says what was wrong. */
	again: () => Promise<string | null>;
}

/** Runs them some at a time until one fails, twice. */
async function firstFailure(list: Case[]): Promise<Tried | null> {
	if (list.length >= soon) renewTheWorld();
	let failure: Tried | null = null;
	let next = 0;
	const work = async () => {
		for (let tried = list[next++]; tried && !failure; tried = list[next++]) {
			const again = () => problemOf(tried as Case);
			const saying = (await again()) && (await again());
			if (saying) failure ??= { by: tried.name, saying, again };
		}
	};
	await Promise.all(Array.from({ length: 6 }, work));
	return failure;
}

/** What somebody could do to it because of one breakage is not to be laid to the next. */
function renewTheWorld(): void {
	forgetTheWorld();
	forgetSownWorld();
	forgetCrowd();
}

async function problemOf({ run }: Case): Promise<string | null> {
	try {
		await run();
		return null;
	} catch (error) {
		const text = error instanceof Error ? error.message : String(error);
		return text.split('\n')[0]?.slice(0, 200) || 'it failed';
	}
}
