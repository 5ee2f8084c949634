import { loadModule, parseSync } from 'libpg-query';

await loadModule();

/** A node of Postgres' own parse tree: its fields, or a value. */
export type Node = Record<string, unknown>;

export interface Statement {
	/** What Postgres calls it, such as `AlterTableStmt`. */
	kind: string;
	node: Node;
	/** As it stands in the file, without the semicolon. */
	text: string;
	/** Where it begins, counted from 1. */
	line: number;
}

/**
 * The statements of a piece of SQL, read by Postgres' own parser, so that comments, strings and bodies
 * of functions are what they are.
 *
 * @throws with the line, when it is no SQL
 */
export function statementsOf(sql: string): Statement[] {
	const bytes = Buffer.from(sql);
	const lineAt = (position: number) => bytes.subarray(0, position).toString().split('\n').length;
	let parsed: { stmts?: { stmt: Node; stmt_location?: number; stmt_len?: number }[] };
	try {
		parsed = parseSync(sql) as typeof parsed;
	} catch (error) {
		const { sqlDetails } = error as { sqlDetails?: { cursorPosition?: number } };
		// Characters here, not bytes.
		const line = sql.slice(0, sqlDetails?.cursorPosition ?? 0).split('\n').length;
		throw new Error(`line ${line}: ${(error as Error).message}`, { cause: error });
	}
	return (parsed.stmts ?? []).map(({ stmt, stmt_location: at = 0, stmt_len: length }) => {
		const [[kind, node] = ['', {}]] = Object.entries(stmt) as [string, Node][];
		const end = length ? at + length : bytes.length;
		return { kind, node, text: bytes.subarray(at, end).toString().trim(), line: lineAt(at) };
	});
}

/** All nodes of a kind in a tree, however deep: a delete may hide in a `with`. */
export function nodesIn(tree: unknown, kind: string): Node[] {
	if (Array.isArray(tree)) return tree.flatMap((one) => nodesIn(one, kind));
	if (typeof tree !== 'object' || tree === null) return [];
	return Object.entries(tree).flatMap(([name, value]) => [
		...(name === kind ? [value as Node] : []),
		...nodesIn(value, kind)
	]);
}

/** The parts of a name, as in `public.tasks`. */
export function nameOf(parts: unknown): string {
	if (!Array.isArray(parts)) return (parts as { String?: { sval: string } })?.String?.sval ?? '';
	return parts.map(nameOf).join('.');
}

/** The name of a table, view, index or sequence. */
export function relationOf(range: unknown): string {
	const { schemaname, relname } = range as { schemaname?: string; relname: string };
	return schemaname ? `${schemaname}.${relname}` : relname;
}

/** A type without its schema when that is Postgres' own, so that `int` and `pg_catalog.int4` agree. */
export function typeOf(typeName: unknown): string {
	const { names, arrayBounds } = typeName as { names?: unknown[]; arrayBounds?: unknown[] };
	return nameOf(names ?? []).replace(/^pg_catalog\./, '') + (arrayBounds ? '[]' : '');
}

/** An index that is made or dropped while others write, which Postgres does outside a transaction only. */
export function isConcurrent({ kind, node }: Statement): boolean {
	if (!['IndexStmt', 'DropStmt', 'ReindexStmt'].includes(kind)) return false;
	const named = nodesIn(node.params, 'DefElem').some(({ defname }) => defname === 'concurrently');
	return Boolean(node.concurrent) || named;
}
