import type { Event } from '@workos-inc/node';
import { log } from './log';
import { tellLostAdmins } from './lost-admins';
import { isRefused, settle } from './mirror';
import { followed, isWellFormed, newsOf, type News } from './news';
import { applyEvent, applyPage, readPlace } from './service';
import type { AppliedPage, MirrorEvent, Place } from './service';
import { listEvents, type Page } from './workos';

const day = 24 * 60 * 60 * 1000;

/** How long WorkOS surely lists an event: 30 days, less one to be safe. */
const kept = 29 * day;

/** How far our clock and WorkOS' may be apart, in milliseconds, with much to spare. */
const overlap = 60 * 60 * 1000;

/** What must be done by hand before events can be followed. */
export const comparisonNeeded =
	'The events since the last sync are no longer to be had from WorkOS, or there was no sync yet: compare everything once with `npm run sync -- --full`.';

export interface Progress {
	/** How many events were applied. */
	applied: number;
	/** When the last of them happened, as WorkOS says. */
	at: string;
}

export interface Reconciled {
	applied: number;
	/** `compare` when events alone can no longer do it, see `comparisonNeeded`. */
	state: 'up to date' | 'more to come' | 'compare';
}

/**
 * Follows WorkOS' events from where the mirror is up to their end. It may be killed at any point
 * and run twice at once: what counts is the place, which moves with what it stands for.
 *
 * @param until when to stop with more to come, in milliseconds
 */
export async function reconcile({
	until = Infinity,
	onProgress = () => {}
}: { until?: number; onProgress?: (progress: Progress) => void } = {}): Promise<Reconciled> {
	let applied = 0;
	let place = await readPlace();
	for (;;) {
		const asked = new Date().toISOString();
		const read = place && (await eventsFrom(place));
		if (!place || !read) return { applied, state: 'compare' };

		const events = read.items;
		const isEnd = read.after === null;
		const page = await takePage(place, events, isEnd ? asked : null);
		await tellLostAdmins();
		if (page.moved) {
			applied += page.applied;
			onProgress({ applied, at: events.at(-1)?.createdAt ?? asked });
			if (isEnd) return { applied, state: 'up to date' };
		}
		if (Date.now() > until) return { applied, state: 'more to come' };
		place = page.moved
			? { ...place, eventId: events.at(-1)!.id, movedAt: asked }
			: await readPlace();
	}
}

/** Null when events are missing between the place and what WorkOS still lists. */
async function eventsFrom({ eventId, movedAt, reachedAt }: Place): Promise<Page<Event> | null> {
	const age = (time: string) => Date.now() - Date.parse(time);
	if (age(reachedAt) > kept) return null;
	// Where nothing happened for long, WorkOS may have forgotten the event itself.
	const isKnown = eventId !== null && age(movedAt) < kept;
	const rangeStart = new Date(Date.parse(reachedAt) - overlap).toISOString();
	let page = await listEvents(followed, isKnown ? { after: eventId } : { rangeStart });
	// A page may lack what it would hold, and more come after it.
	while (page?.after && page.items.length === 0) {
		page = await listEvents(followed, { after: page.after });
	}
	return page;
}

async function takePage(
	place: Place,
	events: Event[],
	reachedAt: string | null
): Promise<AppliedPage> {
	const settled = new Set<string>();
	const news = new Map(events.map((event) => [event.id, newsOf(event)]));
	for (const [id, one] of news) {
		if (one && !isWellFormed(one)) await settleEvent(id, one, settled);
	}
	for (;;) {
		try {
			const page = await applyPage(
				place.eventId,
				[...news].map(([id, one]) => mirrorEvent(id, settled.has(id) ? null : one)),
				reachedAt
			);
			if (page.differs.length === 0) return page;
			for (const id of page.differs) await settleEvent(id, news.get(id)!, settled);
		} catch (reason) {
			if (!isRefused(reason) || !(await leaveOut(news, settled))) throw reason;
		}
	}
}

/**
 * Finds the events of a page that the database will not take as they are, by applying each by itself.
 * They are logged and left out: one of them must not stop all that come after it.
 *
 * @param settled takes their ids
 * @returns whether there was one
 */
async function leaveOut(news: Map<string, News | null>, settled: Set<string>): Promise<boolean> {
	const before = settled.size;
	for (const [id, one] of news) {
		if (!one || settled.has(id)) continue;
		await orLeftOut(id, () => applyEvent({ id, ...one }), settled);
	}
	return settled.size > before;
}

async function orLeftOut(
	id: string,
	work: () => Promise<unknown>,
	settled: Set<string>
): Promise<void> {
	try {
		await work();
	} catch (reason) {
		if (!isRefused(reason)) throw reason;
		const { code } = reason as { code: string };
		log('error', 'event left out: the database does not take what it is about', { id, code });
		settled.add(id);
	}
}

function mirrorEvent(id: string, news: News | null): MirrorEvent {
	return { id, ...news };
}

/** Gets what an event is about from WorkOS itself. After that only the event's id is left to apply. */
async function settleEvent(id: string, news: News, settled: Set<string>): Promise<void> {
	if (news.object.id) await orLeftOut(id, () => settle(news), settled);
	settled.add(id);
}

let running: { since: number; again: boolean } | undefined;

/**
 * Follows events in the background. An instance does it once at a time; whoever asks meanwhile makes
 * it look once more.
 *
 * @throws {Error} with `comparisonNeeded`
 */
export async function reconcileSoon(): Promise<void> {
	// A worker may be ended amid its work, which then nobody takes back.
	if (running && Date.now() - running.since < 60_000) {
		running.again = true;
		return;
	}
	const mine = (running = { since: 0, again: false });
	try {
		do {
			Object.assign(mine, { since: Date.now(), again: false });
			const { state } = await reconcile();
			if (state === 'compare') throw new Error(comparisonNeeded);
		} while (mine.again);
	} finally {
		if (running === mine) running = undefined;
	}
}
