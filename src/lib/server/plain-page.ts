import { unkept } from './common-headers';

/** Text as HTML shows it. */
export function escape(text: string): string {
	return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/**
 * A page without SvelteKit, for what a hook or an endpoint answers a person.
 *
 * @param body HTML
 */
export function plainPage(
	status: number,
	title: string,
	body: string,
	headers: Record<string, string> = {}
): Response {
	const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)} · Orgdeck</title>
<link rel="stylesheet" href="/plain.css">
</head>
<body>
<main>
<h1>${escape(title)}</h1>
${body}
</main>
</body>
</html>`;
	return new Response(page, {
		status,
		headers: {
			'cache-control': unkept,
			'content-type': 'text/html; charset=utf-8',
			...headers
		}
	});
}
