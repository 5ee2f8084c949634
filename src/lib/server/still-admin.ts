import { SessionStateReader } from './session-state';
import type { Speak } from './speaker';

/**
 * For what is read over a long time: row level security would answer with fewer rows once the person
 * is no longer an admin, and the file would look whole.
 */
export async function requireStillAdmin(speak: Speak): Promise<void> {
	const { isAdmin } = await new SessionStateReader(await speak()).read();
	if (!isAdmin) throw new Error('Whoever asked for this file is no longer an admin.');
}
