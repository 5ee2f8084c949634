import { nameOf, nodesIn, relationOf, typeOf } from './statements.ts';
import type { Node, Statement } from './statements.ts';

/**
 * What the migrations of one deployment have made so far. No app that runs knows of it, so it may be
 * changed or dropped freely. What `if not exists` or `or replace` may have found there does not count, nor
 * does a name without its schema, which may stand for another thing a line later.
 */
export class Known {
	readonly #names = new Set<string>();

	/** A table, view, sequence, index, type or schema, or a column as `public.tasks.title`. */
	has(name: string): boolean {
		return this.#names.has(name);
	}

	add({ kind, node }: Statement): void {
		const { if_not_exists, replace, relation, typeName } = node;
		if (if_not_exists || replace) return;
		switch (kind) {
			case 'CreateStmt':
				this.#note(relationOf(relation));
				break;
			case 'IndexStmt':
				this.#note(beside(relationOf(relation), String(node.idxname)));
				break;
			case 'ViewStmt':
				this.#note(relationOf(node.view));
				break;
			case 'CreateSeqStmt':
				this.#note(relationOf(node.sequence));
				break;
			case 'CreateTableAsStmt':
				for (const { rel } of nodesIn(node, 'into')) this.#note(relationOf(rel));
				break;
			case 'CreateSchemaStmt':
				this.#note(`schema ${String(node.schemaname)}`);
				break;
			case 'CreateEnumStmt':
			case 'CreateRangeStmt':
				this.#note(nameOf(typeName));
				break;
			case 'CreateDomainStmt':
				this.#note(nameOf(node.domainname));
				break;
			case 'CompositeTypeStmt':
				this.#note(relationOf(node.typevar));
				break;
			case 'CreateFunctionStmt':
				this.#note(signatureOf(node.funcname, inputsOf(node.parameters)));
				break;
			case 'CreatePolicyStmt':
				this.#note(`${String(node.policy_name)} on ${relationOf(node.table)}`);
				break;
			case 'CreateTrigStmt':
				this.#note(`${String(node.trigname)} on ${relationOf(relation)}`);
				break;
			case 'AlterTableStmt':
				for (const { subtype, def, missing_ok } of nodesIn(node.cmds, 'AlterTableCmd')) {
					if (subtype !== 'AT_AddColumn' || missing_ok) continue;
					const [column = {}] = nodesIn(def, 'ColumnDef');
					this.#note(`${relationOf(relation)}.${String(column.colname)}`);
				}
		}
	}

	#note(name: string): void {
		if (/\.|^schema /.test(name)) this.#names.add(name);
	}

	/** Whether an object of a `grant` or `revoke` was made here. */
	hasObject(object: Node, type: string): boolean {
		return this.#names.has(keyOf(object, type));
	}

	/**
	 * Whether what is dropped was made here; or, of policies and triggers, is made anew by the same
	 * migration: one transaction, in which nobody sees the table without.
	 */
	hasDropped(drop: Node, object: Node, all: Statement[]): boolean {
		const type = String(drop.removeType);
		const key = keyOf(object, type);
		if (this.#names.has(key)) return true;
		if (type !== 'OBJECT_POLICY' && type !== 'OBJECT_TRIGGER') return false;
		const after = new Known();
		for (const statement of all.slice(all.findIndex(({ node }) => node === drop)))
			after.add(statement);
		return after.has(key);
	}
}

function keyOf(object: Node, type: string): string {
	const [[kind, value] = ['', {}]] = Object.entries(object) as [string, Node][];
	if (kind === 'RangeVar') return relationOf(value);
	if (kind === 'TypeName') return typeOf(value);
	if (type === 'OBJECT_SCHEMA') return `schema ${nameOf(object)}`;
	if (kind === 'ObjectWithArgs') {
		return signatureOf(value.objname, nodesIn(value.objargs, 'TypeName').map(typeOf));
	}
	if (kind !== 'List') return nameOf(object);
	const parts = value.items as unknown[];
	if (type !== 'OBJECT_POLICY' && type !== 'OBJECT_TRIGGER') return nameOf(parts);
	return `${nameOf(parts.at(-1))} on ${nameOf(parts.slice(0, -1))}`;
}

function signatureOf(name: unknown, types: string[]): string {
	return `${nameOf(name)}(${types.join(', ')})`;
}

/** The types that tell a function from others of its name: those that go in. */
function inputsOf(parameters: unknown): string[] {
	return nodesIn(parameters, 'FunctionParameter')
		.filter(({ mode }) => mode !== 'FUNC_PARAM_OUT' && mode !== 'FUNC_PARAM_TABLE')
		.map(({ argType }) => typeOf(argType));
}

/** An index lives in the schema of its table. */
function beside(table: string, index: string): string {
	const dot = table.indexOf('.');
	return dot < 0 ? index : `${table.slice(0, dot)}.${index}`;
}
