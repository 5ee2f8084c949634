import { expect, test } from 'vitest';
import { service, unique } from '../fixtures.ts';
import { ask } from './database.ts';

/** Takes tokens of a bucket of ten that fills up within ten minutes. */
async function take(bucket: string, wanted = 1, most = 10): Promise<number> {
	const { data } = await service
		.rpc('take_tokens', { bucket, wanted, most, period: '10 minutes' })
		.throwOnError();
	return data;
}

/** As if that much time had passed for this bucket. */
const later = (bucket: string, interval: string) =>
	ask('update app.rate_limits set full_at = full_at - $2::interval where bucket = $1', [
		bucket,
		interval
	]);

test('as many as it holds are had at once, and one more each minute', async () => {
	const bucket = unique();
	for (let count = 0; count < 10; count++) expect(await take(bucket)).toBe(0);
	const wait = await take(bucket);
	expect(wait).toBeGreaterThan(50);
	expect(wait).toBeLessThanOrEqual(60);
	// Asking takes nothing.
	expect(await take(bucket)).toBeLessThanOrEqual(wait);
	await later(bucket, '1 minute');
	expect(await take(bucket)).toBe(0);
	expect(await take(bucket)).toBeGreaterThan(0);
	await later(bucket, '1 day');
	expect(await take(bucket, 10)).toBe(0);
	expect(await take(bucket)).toBeGreaterThan(0);
});

test('those that are wanted together are had together or not at all', async () => {
	const bucket = unique();
	expect(await take(bucket, 8)).toBe(0);
	const wait = await take(bucket, 5);
	expect(wait).toBeGreaterThan(170);
	expect(wait).toBeLessThanOrEqual(180);
	expect(await take(bucket, 2)).toBe(0);
	// More than it ever holds is all of it.
	expect(await take(unique(), 1_000)).toBe(0);
});

test('of fifty who ask in the same moment ten are let through', async () => {
	const bucket = unique();
	const waits = await Promise.all(Array.from({ length: 50 }, () => take(bucket)));
	expect(waits.filter((wait) => wait === 0)).toHaveLength(10);
});

test('buckets do not know of each other, and those that are full again are cleared away', async () => {
	const [used, full] = [unique(), unique()];
	expect(await take(used, 10)).toBe(0);
	expect(await take(full)).toBe(0);
	await later(full, '1 day');
	const isThere = async (bucket: string) =>
		(await ask('select from app.rate_limits where bucket = $1', [bucket])).length === 1;
	// Others may have left more than one call clears away.
	for (let count = 0; count < 200 && (await isThere(full)); count++) await take(unique());
	expect(await isThere(full)).toBe(false);
	expect(await isThere(used)).toBe(true);
});
