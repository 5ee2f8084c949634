import { beginActs, endAct, type Act, type Answered } from './service';
import { Outage } from './outage';

/*
 * What people have WorkOS do, for the audit log. Each act is begun in the database before WorkOS is
 * asked, so that nothing is done that cannot be written down: see the migration of the audit log.
 */

/** Who does it: of their verified token. */
export interface Doer {
	userId: string;
	sid: string;
}

/** An act that has not begun. */
export type Plan = Omit<Act, 'id'>;

/** What came of an act that the mirror knows nothing of. */
type Told<Value> = (value: Value) => Answered | null;

const mirrored = (): Answered => ({});

/**
 * Does what WorkOS is asked for, in somebody's name.
 *
 * @param told what the log says of the answer; null where WorkOS refused in it
 * @throws {Outage} when the log cannot be had: then nothing was done
 */
export async function asAct<Value>(
	doer: Doer,
	plan: Plan,
	work: () => Promise<Value>,
	told: Told<Value> = mirrored
): Promise<Value> {
	const [value] = await asActs(doer, [plan], () => Promise.all([work()]), told);
	return value!;
}

/** Several at a time, each with an answer of its own, in their order. */
export async function asActs<Value>(
	doer: Doer,
	plans: Plan[],
	work: () => Promise<Value[]>,
	told: Told<Value> = mirrored
): Promise<Value[]> {
	const acts = plans.map((plan) => ({ ...plan, id: crypto.randomUUID() }));
	await beginActs(doer, acts);
	try {
		const values = await work();
		await Promise.all(values.map((value, index) => endAct(acts[index]!.id, told(value))));
		return values;
	} catch (reason) {
		// What got no answer may still be done: the log says so once nobody waits for it any more.
		if (!(reason instanceof Outage)) await Promise.all(acts.map(({ id }) => endAct(id, null)));
		throw reason;
	}
}

/** What was not there before, as a change. */
export const asNew = (values: Record<string, unknown>): Record<string, unknown> =>
	Object.fromEntries(Object.entries(values).map(([name, value]) => [name, [null, value]]));

/** What is no more, as a change. */
export const asGone = (values: Record<string, unknown>): Record<string, unknown> =>
	Object.fromEntries(Object.entries(values).map(([name, value]) => [name, [value, null]]));
