import { expect, test } from 'vitest';
import { deviceOf } from '$lib/device';

const windows = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64)';
const mac = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)';
const android = 'Mozilla/5.0 (Linux; Android 14; Pixel 8)';
const iphone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15';
const webkit = 'AppleWebKit/537.36 (KHTML, like Gecko)';

test.each([
	[`${windows} ${webkit} Chrome/126.0.0.0 Safari/537.36`, 'Chrome on Windows'],
	[`${windows} ${webkit} Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0`, 'Edge on Windows'],
	[`${windows} ${webkit} Chrome/126.0.0.0 Safari/537.36 OPR/112.0.0.0`, 'Opera on Windows'],
	['Mozilla/5.0 (Windows NT 10.0; rv:127.0) Gecko/20100101 Firefox/127.0', 'Firefox on Windows'],
	[
		`${mac} AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15`,
		'Safari on macOS'
	],
	['Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0', 'Firefox on Linux'],
	[`Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${webkit} Chrome/126.0.0.0`, 'Chrome on ChromeOS'],
	[`${android} ${webkit} Chrome/126.0.0.0 Mobile Safari/537.36`, 'Chrome on Android'],
	[
		`${android} ${webkit} SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36`,
		'Samsung Internet on Android'
	],
	[`${iphone} (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1`, 'Safari on iPhone'],
	[`${iphone} (KHTML, like Gecko) CriOS/126.0.0.0 Mobile/15E148 Safari/604.1`, 'Chrome on iPhone'],
	[`${iphone} (KHTML, like Gecko) FxiOS/127.0 Mobile/15E148 Safari/605.1.15`, 'Firefox on iPhone'],
	[iphone, 'A browser on iPhone'],
	['curl/8.5.0', 'An unknown device'],
	['', 'An unknown device'],
	[null, 'An unknown device']
])('%s', (userAgent, device) => {
	expect(deviceOf(userAgent)).toBe(device);
});
