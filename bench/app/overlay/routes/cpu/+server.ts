import { json } from '@sveltejs/kit';

/** The processor time that this server has used since it started, in milliseconds. */
export function GET() {
	const { user, system } = process.cpuUsage();
	return json((user + system) / 1000);
}
