import fc from 'fast-check';
import { expect, test } from 'vitest';
import { day, momentOf } from '$lib/dates';
import { localeOf, readerOf } from '$lib/server/reader';
import { isZone } from '$lib/zone';
import { eventAt } from './event';

test('the locale is the first language that dates can be written in', () => {
	expect(localeOf('de-CH')).toBe('de-CH');
	expect(localeOf('fr-CA,fr;q=0.9,en;q=0.8')).toBe('fr-CA');
	expect(localeOf('en;q=0.5, de ; q=0.8 , fr;q=0.8')).toBe('de');
	expect(localeOf('xx-XX, tlh;q=0.9, sv;q=0.8')).toBe('sv');
	expect(localeOf('zh-hant-tw')).toBe('zh-Hant-TW');
});

test('a language that is refused, or written badly, is passed over', () => {
	expect(localeOf('de;q=0, fr')).toBe('fr');
	expect(localeOf('de;q=much, fr')).toBe('fr');
	expect(localeOf('*')).toBe('en-GB');
	expect(localeOf('not a tag, ../../etc, en_US')).toBe('en-GB');
	expect(localeOf('')).toBe('en-GB');
	expect(localeOf(null)).toBe('en-GB');
});

test('what else a tag asks for changes nothing', () => {
	expect(localeOf('en-GB-u-ca-buddhist-nu-thai')).toBe('en-GB');
	expect(localeOf('en-GB-x-secret')).toBe('en-GB');
	expect(localeOf('de-DE-1996')).toBe('de-DE');
});

test('whatever a header says, dates can be written', () => {
	fc.assert(
		fc.property(
			fc.oneof(fc.string(), fc.string({ unit: 'grapheme', maxLength: 3000 })),
			(header) => {
				expect(day('2026-08-08', { locale: localeOf(header) })).not.toBe('');
			}
		)
	);
});

test('the zone is the browser’s, once it has said which', () => {
	const event = (zone?: string) => eventAt('/', { cookies: zone ? { 'orgdeck-zone': zone } : {} });
	expect(readerOf(event('Asia/Tokyo'), 'Europe/Berlin').zone).toBe('Asia/Tokyo');
	expect(readerOf(event(), 'Europe/Berlin').zone).toBe('Europe/Berlin');
	expect(readerOf(event('Atlantis/Capital'), 'Europe/Berlin').zone).toBe('Europe/Berlin');
	expect(readerOf(event('+02:00'), 'Europe/Berlin').zone).toBe('Europe/Berlin');
});

test('names of zones are names of zones', () => {
	for (const name of ['UTC', 'Asia/Calcutta', 'America/Argentina/Buenos_Aires', 'Etc/GMT+12']) {
		expect(isZone(name), name).toBe(true);
	}
	for (const name of ['', '+14:00', 'Europe', 'Europe/Berlin\n', '<script>', 'A'.repeat(10_000)]) {
		expect(isZone(name), name).toBe(false);
	}
});

test('whatever a cookie says, a time can be written', () => {
	fc.assert(
		fc.property(fc.string(), (zone) => {
			const reader = readerOf(eventAt('/', { cookies: { 'orgdeck-zone': zone } }), 'UTC');
			expect(momentOf('2026-08-08T12:00:00Z', reader)).toContain('2026');
		})
	);
});
