import { expect, test } from 'vitest';
import { Remembered } from '$lib/server/remembered';

test('remembers so many, and forgets the one that was used least lately', () => {
	const remembered = new Remembered<number>(3);
	remembered.set('a', 1);
	remembered.set('b', 2);
	remembered.set('c', 3);
	expect(remembered.get('a')).toBe(1);
	remembered.set('d', 4);
	expect(['a', 'b', 'c', 'd'].map((key) => remembered.get(key))).toEqual([1, undefined, 3, 4]);
});

test('a value that is set again is the newest, and takes no second place', () => {
	const remembered = new Remembered<number>(2);
	remembered.set('a', 1);
	remembered.set('b', 2);
	remembered.set('a', 3);
	remembered.set('c', 4);
	expect(['a', 'b', 'c'].map((key) => remembered.get(key))).toEqual([3, undefined, 4]);
});

test('a value that is deleted is gone', () => {
	const remembered = new Remembered<number>(2);
	remembered.set('a', 1);
	remembered.delete('a');
	remembered.delete('b');
	expect(remembered.get('a')).toBeUndefined();
});
