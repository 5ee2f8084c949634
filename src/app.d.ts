import type { Arrival } from '$lib/server/arrival';
import type { Call } from '$lib/server/calls';
import type { Part } from '$lib/server/server-timing';
import type { Session } from '$lib/server/session';
import type { Problem } from '$lib/server/shut-out';

declare global {
	/** Whether this build traces: set by vite.config.ts. */
	const __TRACING__: boolean;

	namespace App {
		interface Error {
			message: string;
			/** A heading in place of the status' own. */
			title?: string;
			/** The request's, under which the log says why. Set when something broke. */
			id?: string;
			/** The same request may work in a moment. */
			retry?: boolean;
			/** Something was being written, and nobody can say whether it was. */
			unsure?: boolean;
			/** Where somebody can go who may not stay here: organizations of theirs, a few. */
			elsewhere?: { name: string; slug: string | null; picture: string | null }[];
		}

		interface Locals {
			/** What this request is called in the log, its answer, and at the services it asks. */
			requestId: string;
			/** What it asked services for so far. */
			calls: Call[];
			/** How long parts of it took, in milliseconds. */
			timings: Partial<Record<Part, number>>;
			/** Null until someone signs in. Proven only by its tokens: see `$lib/server/session`. */
			session: Session | null;
			/** What the organization of the URL came to for this person; null outside of one. */
			organization: Arrival | null;
			/** What broke or was away while this request was answered. */
			problem: Problem | null;
			/** Marks the row that this request adds, so that sending its form again adds no second one. */
			once: string | null;
		}

		interface PageData {
			/** What the page is about, for its title: "Tasks". */
			title?: string;
		}
	}
}

export {};
