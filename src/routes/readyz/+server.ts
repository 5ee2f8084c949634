import { json } from '@sveltejs/kit';
import { readiness } from '$lib/server/readiness';

/** For whatever sends requests to instances: whether this one can do its work, and if not, why. */
export async function GET() {
	const answer = await readiness();
	return json(answer, { status: answer.ready ? 200 : 503 });
}
