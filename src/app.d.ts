import type { Arrival } from '$lib/server/arrival';
import type { Session } from '$lib/server/session';

declare global {
	namespace App {
		interface Error {
			message: string;
			/** A heading in place of the status' own. */
			title?: string;
			/** Stands in the log too, so that a report can be traced. Set when something broke. */
			id?: string;
			/** The same request may work in a moment. */
			retry?: boolean;
			/** Where somebody can go who may not stay here: organizations of theirs, a few. */
			elsewhere?: { name: string; slug: string | null; picture: string | null }[];
		}

		interface Locals {
			/** Null until someone signs in. Proven only by its tokens: see `$lib/server/session`. */
			session: Session | null;
			/** What the organization of the URL came to for this person; null outside of one. */
			organization: Arrival | null;
		}

		interface PageData {
			/** What the page is about, for its title: "Tasks". */
			title?: string;
		}
	}
}

export {};
