/**
 * What an answer brings if it comes in time; else what `late` says, and what comes after it is ignored.
 *
 * @param patience in milliseconds
 */
export async function inTime<Value, Late>(
	answer: Promise<Value>,
	patience: number,
	late: () => Late
): Promise<Value | Late> {
	let timer: ReturnType<typeof setTimeout> | undefined;
	const tooLate = new Promise<void>((resume) => {
		timer = setTimeout(resume, patience);
	}).then(late);
	// It may still fail when nobody waits for it any more.
	answer.catch(() => {});
	return Promise.race([answer, tooLate]).finally(() => clearTimeout(timer));
}
