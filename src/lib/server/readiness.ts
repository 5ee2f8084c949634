import { ConfigurationError } from './config';
import { inTime } from './in-time';
import { isLeaving } from './leaving';
import { readPlace } from './service';
import { reachKeys } from './token';

/** How long a check may take, in milliseconds. */
const patience = 2_000;
/** For how long an answer serves everybody who asks: whoever asks often must not load what is checked. */
const kept = 1_000;
/** How far the mirror may be behind WorkOS before that is worth a look, in seconds. */
const lagLimit = 15 * 60;

export interface Check {
	ok: boolean;
	/** Why not, in words that hold no address and no secret. */
	reason?: string;
	ms: number;
}

export interface Readiness {
	/** Whether requests should come to this instance. docs/operation.md says why so. */
	ready: boolean;
	/** It was asked to end, and only finishes what it does. */
	leaving?: true;
	checks: {
		dataApi: Check;
		workosKeys: Check;
		/** Never takes an instance out: all have the same mirror, and another one would not be nearer. */
		mirror: { ok: boolean; lagSeconds: number | null; reason?: string };
	};
}

let latest: { at: number; answer: Promise<Readiness> } | undefined;

/** What this instance needs to do its work, as of a second ago at most. */
export async function readiness(): Promise<Readiness> {
	if (!latest || Date.now() - latest.at > kept) latest = { at: Date.now(), answer: look() };
	const answer = await latest.answer;
	return isLeaving() ? { ...answer, ready: false, leaving: true } : answer;
}

async function look(): Promise<Readiness> {
	const [{ value: place, ...dataApi }, workosKeys] = await Promise.all([
		check(readPlace),
		check(reachKeys)
	]);
	return {
		ready: dataApi.ok && workosKeys.ok,
		checks: { dataApi, workosKeys, mirror: mirrorAt(dataApi.ok, place) }
	};
}

function mirrorAt(isKnown: boolean, place: Awaited<ReturnType<typeof readPlace>> | undefined) {
	const unknown = { ok: false, lagSeconds: null };
	if (!isKnown) return { ...unknown, reason: 'not known while the Data API is away' };
	if (!place) return { ...unknown, reason: 'never compared: npm run sync -- --full' };
	const lagSeconds = Math.max(0, Math.round((Date.now() - Date.parse(place.reachedAt)) / 1000));
	if (lagSeconds <= lagLimit) return { ok: true, lagSeconds };
	return { ok: false, lagSeconds, reason: 'not followed lately: does a scheduler run the sync?' };
}

async function check<Value>(work: () => Promise<Value>): Promise<Check & { value?: Value }> {
	const begun = Date.now();
	const ms = () => Date.now() - begun;
	try {
		const value = await inTime(work(), patience, () => {
			throw new TooLong();
		});
		return { ok: true, ms: ms(), value };
	} catch (reason) {
		return { ok: false, reason: wordsFor(reason), ms: ms() };
	}
}

class TooLong extends Error {}

function wordsFor(reason: unknown): string {
	if (reason instanceof TooLong) return `no answer within ${patience / 1000} seconds`;
	if (reason instanceof ConfigurationError) return 'not set up: the log of a page says what';
	const { status, code, cause } = reason as { status?: number; code?: string; cause?: object };
	const answer = cause && 'status' in cause ? (cause as { status?: number; code?: string }) : null;
	const words = [answer?.status ?? status, answer?.code ?? code].filter(
		(word) => typeof word === 'number' || /^[\w-]{1,40}$/.test(word ?? '')
	);
	return words.length > 0 ? `answered ${words.join(' ')}` : 'could not be reached';
}
