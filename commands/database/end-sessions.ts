import type { WorkOS } from '@workos-inc/node';
import { connect } from './connect.ts';

export interface Ended {
	/** Sessions that were open, and read nothing from the next statement on. */
	ended: number;
	/** Of these, those that WorkOS would not end, with its reason. */
	left: string[];
}

/**
 * Ends every session that is open: in the database first, then at WorkOS. Where that is left out,
 * somebody whom WorkOS still knows comes back with the session that has ended here.
 */
export async function endSessions(url: string, workos: WorkOS): Promise<Ended> {
	const client = await connect(url);
	const { rows } = await client
		.query<{ sid: string }>(
			`update app.sessions
			set ended_at = now(), sealed = '', lease = null, leased_until = null
			where ended_at is null returning sid`
		)
		.finally(() => client.end());
	const left: string[] = [];
	const waiting = rows.map(({ sid }) => sid);
	const work = async () => {
		for (let sid = waiting.pop(); sid !== undefined; sid = waiting.pop()) {
			await workos.userManagement.revokeSession({ sessionId: sid }).catch((error) => {
				// One that WorkOS does not know, or has ended, is what was wanted.
				if (![400, 404, 422].includes(error.status)) left.push(String(error.message));
			});
		}
	};
	await Promise.all(Array.from({ length: 5 }, work));
	return { ended: rows.length, left };
}
