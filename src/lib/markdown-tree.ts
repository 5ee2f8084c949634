/** What a line of formatted text is made of. */
export type Inline =
	| { kind: 'text'; text: string }
	| { kind: 'code'; text: string }
	| { kind: 'break' }
	| { kind: 'strong' | 'emphasis'; children: Inline[] }
	| { kind: 'link'; href: string; children: Inline[] };

/** What a formatted text is made of. There is no HTML in it, nor anything that loads by itself. */
export type Block =
	| { kind: 'paragraph'; children: Inline[] }
	| { kind: 'code-block'; text: string }
	| { kind: 'list'; ordered: boolean; start: number; children: Item[] };

export interface Item {
	kind: 'item';
	children: Block[];
}
