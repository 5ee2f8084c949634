import fc from 'fast-check';
import { render } from 'svelte/server';
import { describe, expect, test } from 'vitest';
import Markdown from '$lib/components/Markdown.svelte';
import type { Block, Inline, Item } from '$lib/markdown-tree';
import { parseMarkdown } from '$lib/server/markdown';

type Node = Block | Item | Inline;

/** The HTML that a text becomes, without classes, what Svelte needs, and space around blocks. */
function htmlOf(text: string): string {
	const { body } = render(Markdown, { props: { blocks: parseMarkdown(text) } });
	return body
		.replaceAll(/<!--.*?-->/gs, '')
		.replaceAll(/ class="[^"]*"/g, '')
		.replaceAll(/\s*(<\/?(?:p|pre|ul|ol|li)\b[^>]*>)\s*/g, '$1')
		.replace(/^<div>(.*)<\/div>$/s, '$1')
		.trim();
}

function allOf(nodes: Node[]): Node[] {
	return nodes.flatMap((node) => [node, ...('children' in node ? allOf(node.children) : [])]);
}

function depthOf(nodes: Node[]): number {
	const depths = nodes.map((node) => ('children' in node ? 1 + depthOf(node.children) : 1));
	return Math.max(0, ...depths);
}

describe('what people write', () => {
	const cases: [string, text: string, html: string][] = [
		['paragraphs', 'One.\n\nTwo.', '<p>One.</p><p>Two.</p>'],
		['line breaks', 'One,\ntwo  \nthree', '<p>One,<br/>two<br/>three</p>'],
		[
			'bold and italic',
			'**a** *b* __c__ _d_',
			'<p><strong>a</strong> <em>b</em> <strong>c</strong> <em>d</em></p>'
		],
		['both at once', '***a***', '<p><em><strong>a</strong></em></p>'],
		['code in a line', 'Run `rm *` now', '<p>Run <code>rm *</code> now</p>'],
		['a block of code', '```sh\na\n  **b**\n```', '<pre><code>a\n  **b**</code></pre>'],
		['a list', '- a\n- b', '<ul><li><p>a</p></li><li><p>b</p></li></ul>'],
		['a numbered list', '3. a\n4. b', '<ol start="3"><li><p>a</p></li><li><p>b</p></li></ol>'],
		['a list in a list', '- a\n  1. b', '<ul><li><p>a</p><ol><li><p>b</p></li></ol></li></ul>'],
		['escapes and entities', '\\*a\\* &lt;b&gt; &amp;', '<p>*a* &lt;b> &amp;</p>'],
		['headings, as their text', '# One\n\nTwo\n===', '<p>One</p><p>Two</p>'],
		['HTML, as the text it is', '<b onclick=x>a</b>', '<p>&lt;b onclick=x>a&lt;/b></p>'],
		['HTML that goes on', '<script>\nx\n</script>', '<p>&lt;script><br/>x<br/>&lt;/script></p>'],
		['tables and lines, as text', '> a\n\n---', '<p>> a</p><p>---</p>'],
		['nothing', '', '']
	];
	for (const [name, text, html] of cases) {
		test(name, () => expect(htmlOf(text)).toBe(html));
	}
});

describe('links', () => {
	const linksOf = (text: string) =>
		allOf(parseMarkdown(text)).flatMap((node) => (node.kind === 'link' ? node.href : []));

	test('lead to the web and to mailboxes', () => {
		expect(linksOf('[a](https://a.test/x?y=1#z "title")')).toEqual(['https://a.test/x?y=1#z']);
		expect(linksOf('[a](HTTP://A.test)')).toEqual(['http://a.test/']);
		expect(linksOf('<mailto:a@b.test> and <a@b.test>')).toEqual([
			'mailto:a@b.test',
			'mailto:a@b.test'
		]);
		expect(linksOf('see https://a.test/b, please')).toEqual(['https://a.test/b']);
		expect(linksOf('mailto:a@b.test')).toEqual(['mailto:a@b.test']);
	});

	test('open elsewhere and say nothing there', () => {
		expect(htmlOf('[a](https://a.test)')).toBe(
			'<p><a href="https://a.test/" rel="noopener noreferrer nofollow" target="_blank">a</a></p>'
		);
	});

	test('lead nowhere else', () => {
		for (const address of [
			...[
				'javascript:alert(1)',
				'JaVaScRiPt:x',
				'java\tscript:x',
				'&#x6a;avascript:x',
				'\u0001javascript:x'
			],
			...['data:text/html,x', 'vbscript:x', 'file:///etc/passwd', 'ftp://a.test', 'blob:x'],
			...['/orgs', '//a.test', '#top', 'a.test', 'readme.md', 'https://', 'http://[', '']
		]) {
			expect(linksOf(`[a](${address}) <${address}> ${address}`), address).toEqual([]);
		}
	});

	test('stand in the place of images', () => {
		expect(htmlOf('![a](https://a.test/a.png)')).toContain('!<a href="https://a.test/a.png"');
		expect(htmlOf('![a](https://a.test/a.png)')).not.toContain('<img');
	});
});

describe('texts that are meant badly', () => {
	const texts = {
		emphasis: '*a _b '.repeat(3000) + '_ *'.repeat(600),
		'emphasis in emphasis': '*a **b '.repeat(1400) + 'b** a*'.repeat(1400),
		brackets: '['.repeat(20_000),
		links: '[a]('.repeat(5000),
		'lists in lists': '- '.repeat(10_000),
		'numbered lists in lists': Array.from({ length: 190 }, (_, n) => `${' '.repeat(n)}- a`).join(
			'\n'
		),
		backticks: Array.from({ length: 190 }, (_, n) => '`'.repeat(n)).join(' '),
		addresses: 'http://'.repeat(2800),
		angles: '<'.repeat(20_000),
		entities: '&#'.repeat(10_000)
	};
	for (const [name, text] of Object.entries(texts)) {
		test(`${name} are read in no time, and not deeply`, { timeout: 2000 }, () => {
			const blocks = parseMarkdown(text);
			// Lists with their items, a paragraph, emphases and the text.
			expect(depthOf(blocks)).toBeLessThanOrEqual(2 * 8 + 1 + 8 + 1);
			expect(htmlOf(text)).not.toBe('');
		});
	}

	test('what is nested too deeply keeps its words', () => {
		const lists = Array.from({ length: 20 }, (_, n) => `${'  '.repeat(n)}- a${n}`).join('\n');
		const words = allOf(parseMarkdown(lists)).flatMap((node) =>
			node.kind === 'text' ? node.text : []
		);
		expect(words).toEqual(Array.from({ length: 20 }, (_, n) => `a${n}`));
	});

	test('what is too long ends', () => {
		const [paragraph] = parseMarkdown('a'.repeat(30_000));
		expect(paragraph).toEqual({
			kind: 'paragraph',
			children: [{ kind: 'text', text: 'a'.repeat(20_000) }]
		});
	});
});

/** Which nodes may stand in which. */
const inline = ['text', 'code', 'break', 'strong', 'emphasis', 'link'];
const block = ['paragraph', 'code-block', 'list'];
const inside: Record<string, string[]> = {
	...{ paragraph: inline, strong: inline, emphasis: inline },
	link: inline.filter((kind) => kind !== 'link'),
	...{ list: ['item'], item: block }
};

function expectAllowed(nodes: Node[], allowed: string[]): void {
	for (const node of nodes) {
		expect(allowed).toContain(node.kind);
		if (node.kind === 'link') expect(node.href).toMatch(/^(https?:\/\/|mailto:)/);
		if ('children' in node) expectAllowed(node.children, inside[node.kind]!);
	}
}

const marks = fc.constantFrom(
	...[
		'*',
		'**',
		'_',
		'`',
		'```\n',
		'~~~',
		'[',
		'](',
		')',
		'![',
		'<',
		'>',
		'\\',
		'|',
		'---',
		'=== '
	],
	...[
		'- ',
		'* ',
		'1. ',
		'9) ',
		'# ',
		'    ',
		'\t',
		'\n',
		'\n\n',
		'\r',
		'&#x6a;',
		'&colon;',
		'&',
		'\0'
	],
	...[
		'http://',
		'https://a.test/',
		'mailto:',
		'javascript:',
		'data:text/html,',
		'//',
		':',
		'@',
		'a',
		'"'
	],
	...['<script>', '<img src=x onerror=x>', '<!--', '\ud800', '\udc00', '\u202e', 'é', '😀']
);
const units = fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 200 });
const texts = fc.oneof(
	{ weight: 4, arbitrary: fc.array(marks, { maxLength: 120 }).map((some) => some.join('')) },
	{ weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 500 }) },
	{ weight: 1, arbitrary: units.map((codes) => String.fromCharCode(...codes)) }
);

test('whatever is written, the tree holds only what is allowed', () => {
	fc.assert(
		fc.property(texts, (text) => expectAllowed(parseMarkdown(text), block)),
		{ numRuns: 3000 }
	);
});

test('whatever is written, the page holds only elements that are allowed', () => {
	const elements = /<(?!\/?(p|pre|code|strong|em|ul|ol|li|a|br|div)[ />]|!--)/;
	fc.assert(
		fc.property(texts, (text) => {
			expect(htmlOf(text)).not.toMatch(elements);
		}),
		{ numRuns: 500 }
	);
});
