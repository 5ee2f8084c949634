import { log } from './log';
import { takeLostAdmins } from './service';

/** Tells the operators of each organization that has lost its last admin, once, when the news of it came. */
export async function tellLostAdmins(): Promise<void> {
	for (const organization of await takeLostAdmins(10_000)) {
		log('error', 'no admin left', { what: noAdminLeft(organization) });
	}
}

/** What stands in the log. */
export const noAdminLeft = (organization: string): string =>
	`${organization} has no admin any more: see "No admin left" in docs/people.md`;
