/** Browsers by what stands in their user agents. Each claims to be the ones below it, too. */
const browsers: [name: string, sign: RegExp][] = [
	['Edge', /\bEdg(?:e|A|iOS)?\//],
	['Opera', /\b(?:OPR|OPT|Opera)\//],
	['Samsung Internet', /\bSamsungBrowser\//],
	['Firefox', /\b(?:Firefox|FxiOS)\//],
	['Chrome', /(?:Chrome|CriOS|Chromium)\//],
	['Safari', /\bSafari\//]
];

/** Likewise: an iPhone says that it is like a Mac, Android that it is Linux. */
const systems: [name: string, sign: RegExp][] = [
	['iPhone', /\biPhone\b/],
	['iPad', /\biPad\b/],
	['Android', /\bAndroid\b/],
	['ChromeOS', /\bCrOS\b/],
	['Windows', /\bWindows\b/],
	['macOS', /\bMac OS X\b|\bMacintosh\b/],
	['Linux', /\bLinux\b/]
];

const among = (signs: [string, RegExp][], text: string) =>
	signs.find(([, sign]) => sign.test(text))?.[0];

/** What somebody signed in with, as far as its user agent tells: "Firefox on Windows". */
export function deviceOf(userAgent: string | null): string {
	const [browser, system] = [among(browsers, userAgent ?? ''), among(systems, userAgent ?? '')];
	if (browser && system) return `${browser} on ${system}`;
	return browser ?? (system ? `A browser on ${system}` : 'An unknown device');
}
