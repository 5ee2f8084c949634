import MarkdownIt, { type Token } from 'markdown-it';
import type { Block, Inline, Item } from '$lib/markdown-tree';

/** Nothing longer is stored. */
const lengthLimit = 20_000;
/** How deeply lists stand in lists, and emphasis in emphasis; what is deeper joins what is around it. */
const depthLimit = 8;
const protocols = ['http:', 'https:', 'mailto:'];

const markdown = new MarkdownIt('zero', { html: false, linkify: true, maxNesting: 100 }).enable([
	...['fence', 'heading', 'lheading', 'list'],
	...['autolink', 'backticks', 'emphasis', 'entity', 'escape', 'link', 'linkify', 'newline']
]);
// An address in the text is a link when it says so itself: a file name like readme.md is none.
markdown.linkify.set({ fuzzyLink: false, fuzzyEmail: false });
markdown.validateLink = (address) => hrefOf(address) !== null;

type Node = Block | Item | Inline;
type Parent = { kind: Node['kind'] | 'root'; children: Node[] };

interface Place {
	parent: Parent;
	/** How many lists are around it; within a paragraph, how many emphases. */
	depth: number;
}

/**
 * Reads a text with Markdown in it: paragraphs, line breaks, lists, code, bold, italic and links.
 * Whatever else it holds, HTML and images among it, stays the text that it is; headings are
 * paragraphs.
 */
export function parseMarkdown(text: string): Block[] {
	const root: Parent = { kind: 'root', children: [] };
	// Emphasis can be nested thousands of times, so this keeps its own stack.
	const places: Place[] = [{ parent: root, depth: 0 }];

	const blocks = markdown.parse(text.slice(0, lengthLimit), {});
	for (const token of blocks.flatMap((block) => block.children ?? block)) {
		const place = places.at(-1)!;
		if (token.nesting === 1) places.push(enter(place, parentOf(token)));
		else if (token.nesting === -1) places.pop();
		else place.parent.children.push(...leavesOf(token));
	}
	return root.children as Block[];
}

/** Where the next tokens go: into the new node where it may stand, else into what is there already. */
function enter({ parent, depth }: Place, node: Parent | null): Place {
	const isAllowed =
		node?.kind === 'paragraph' ||
		(node?.kind === 'item' ? parent.kind === 'list' : node && depth < depthLimit);
	if (!node || !isAllowed) return { parent, depth };

	parent.children.push(node as Node);
	if (node.kind === 'paragraph') return { parent: node, depth: 0 };
	return { parent: node, depth: node.kind === 'item' ? depth : depth + 1 };
}

function parentOf(token: Token): Parent | null {
	const children: Node[] = [];
	switch (token.type) {
		case 'paragraph_open':
		case 'heading_open':
			return { kind: 'paragraph', children };
		case 'bullet_list_open':
		case 'ordered_list_open':
			return list(token.type === 'ordered_list_open', Number(token.attrGet('start') ?? 1));
		case 'list_item_open':
			return { kind: 'item', children };
		case 'strong_open':
			return { kind: 'strong', children };
		case 'em_open':
			return { kind: 'emphasis', children };
		case 'link_open':
			return link(hrefOf(String(token.attrGet('href'))));
		default:
			return null;
	}
}

function list(ordered: boolean, start: number): Parent {
	const made: Block = { kind: 'list', ordered, start, children: [] };
	return made;
}

function link(href: string | null): Parent | null {
	if (href === null) return null;
	const made: Inline = { kind: 'link', href, children: [] };
	return made;
}

function leavesOf({ type, content }: Token): Node[] {
	switch (type) {
		case 'text':
			return content ? [{ kind: 'text', text: content }] : [];
		case 'code_inline':
			return [{ kind: 'code', text: content }];
		case 'fence':
			return [{ kind: 'code-block', text: content.replace(/\n$/, '') }];
		// People press Enter where they want a new line.
		case 'softbreak':
		case 'hardbreak':
			return [{ kind: 'break' }];
		default:
			return [];
	}
}

/** A link's address in full, or null where it leads nowhere that is allowed. */
function hrefOf(address: string): string | null {
	const url = URL.parse(address);
	return url && protocols.includes(url.protocol) ? url.href : null;
}
