import { eraseGoneOrganizations } from './service';

/** How many rows one statement erases: few enough that nobody waits for it. */
const batch = 1_000;

/**
 * Erases the rows of organizations that are gone, for real and a batch at a time. It may be stopped at
 * any point and run twice at once; whoever comes next does the rest.
 *
 * @param until when to stop with more to come, in milliseconds
 * @returns how many rows were erased
 */
export async function eraseGone({
	until = Infinity,
	onProgress = () => {}
}: { until?: number; onProgress?: (erased: number) => void } = {}): Promise<number> {
	for (let erased = 0; ; onProgress(erased)) {
		const number = await eraseGoneOrganizations(batch);
		erased += number;
		if (number < batch || Date.now() > until) return erased;
	}
}
