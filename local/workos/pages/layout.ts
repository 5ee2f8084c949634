import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** HTML that may stand in a page as it is. */
export class Html {
	readonly source: string;

	constructor(source: string) {
		this.source = source;
	}
}

type Part = Html | string | null | undefined | false | Part[];

function render(part: Part): string {
	if (Array.isArray(part)) return part.map(render).join('');
	if (part instanceof Html) return part.source;
	return (part || '').replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A template whose values are escaped, unless they are HTML themselves. */
export function html(source: TemplateStringsArray, ...values: Part[]): Html {
	return new Html(String.raw({ raw: source }, ...values.map(render)));
}

const style = readFileSync(new URL('style.css', import.meta.url), 'utf8');
const styleHash = createHash('sha256').update(style).digest('base64');

/** No script, nothing from elsewhere, no frame around it. */
export const contentSecurityPolicy = [
	"default-src 'none'",
	`style-src 'sha256-${styleHash}'`,
	'img-src data:',
	"base-uri 'none'",
	"frame-ancestors 'none'"
].join('; ');

/** One card in the middle of the page, in the product's style. */
export function layout(title: string, content: Html): string {
	// In one piece, because the policy above allows exactly this text.
	const styleElement = new Html(`<style>${style}</style>`);
	const page = html`<!doctype html>
		<html lang="en">
			<head>
				<meta charset="utf-8" />
				<meta name="viewport" content="width=device-width, initial-scale=1" />
				<meta name="robots" content="noindex" />
				<title>${title} · Orgdeck</title>
				<link rel="icon" href="data:," />
				${styleElement}
			</head>
			<body>
				<main>
					<svg class="logo" viewBox="0 0 40 40" fill="currentColor" aria-hidden="true">
						<rect width="40" height="40" rx="11" opacity=".14" />
						<rect x="10" y="10" width="9" height="20" rx="2.5" />
						<rect x="21.5" y="10" width="8.5" height="8.5" rx="2.5" opacity=".75" />
						<rect x="21.5" y="21" width="8.5" height="9" rx="2.5" opacity=".45" />
					</svg>
					${content}
				</main>
				<footer>This is the local stand-in of WorkOS: no password, only on this machine.</footer>
			</body>
		</html> `;
	return page.source;
}

/** Up to two letters that stand for a name. */
export function initials(name: string): string {
	const words = name.split(/[\s@.]+/).filter(Boolean);
	return words
		.slice(0, 2)
		.map((word) => [...word][0]?.toUpperCase())
		.join('');
}
