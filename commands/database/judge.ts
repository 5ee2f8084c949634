import { Known } from './known.ts';
import { isConcurrent, nameOf, nodesIn, relationOf, statementsOf, typeOf } from './statements.ts';
import type { Node, Statement } from './statements.ts';

/** A statement that a deployment does not run unasked. */
export interface Objection {
	line: number;
	/** What it does, and what to do instead: a sentence or two. */
	says: string;
	/** No flag lets it through: what a deployment promises would not hold. */
	isFinal?: true;
}

/**
 * Judges a migration for a database that an app uses meanwhile: instances of the version before run
 * until the new ones have taken over. What could lose rows, or take something away from them, is
 * objected to; so is what cannot be judged, such as a `do` block. What earlier migrations of the same
 * deployment made is unknown to any app, and free: `known` carries it from one migration to the next.
 */
export function judge(sql: string, known = new Known()): Objection[] {
	const statements = statementsOf(sql);
	const concurrent = statements.filter(isConcurrent);
	if (concurrent.length > 0 && statements.length > 1) {
		const [{ line = 1 } = {}] = concurrent;
		const says =
			'Postgres makes or drops an index concurrently outside a transaction only. Give it a migration of its own, with nothing else in it.';
		return [{ line, says, isFinal: true }];
	}
	const objections: Objection[] = [];
	for (const statement of statements) {
		const { line } = statement;
		if (statement.kind === 'TransactionStmt') {
			const says =
				'It begins or ends a transaction. Take it out: each migration is one, so that nothing is left half applied.';
			objections.push({ line, says, isFinal: true });
			continue;
		}
		const found = objectionsTo(statement, known, statements);
		objections.push(...found.map((says) => ({ line, says })));
		known.add(statement);
	}
	return objections;
}

/** Adds, or changes nothing that an app or a row could miss. */
const harmless = new Set([
	...['CreateSchemaStmt', 'CreateStmt', 'CreateEnumStmt', 'CompositeTypeStmt', 'CreateDomainStmt'],
	...[
		'CreateRangeStmt',
		'CreateSeqStmt',
		'CreateExtensionStmt',
		'CreateStatsStmt',
		'CreateCastStmt'
	],
	...['CreateFunctionStmt', 'CreatePolicyStmt', 'CreateTrigStmt', 'CreateRoleStmt', 'ViewStmt'],
	...['CommentStmt', 'NotifyStmt', 'VariableShowStmt', 'RefreshMatViewStmt', 'AlterPolicyStmt'],
	...[
		'AlterFunctionStmt',
		'AlterDefaultPrivilegesStmt',
		'AlterRoleSetStmt',
		'CreatePublicationStmt'
	]
]);

const later =
	'Instances of the version before may still use it. Deploy the version that does without first, and this in a later deployment.';

function objectionsTo(statement: Statement, known: Known, all: Statement[]): string[] {
	const { kind, node } = statement;
	if (harmless.has(kind)) return [];
	const judgeOne = judges[kind];
	if (!judgeOne) return [cannotTell(`what ${words(kind)} does`)];
	return judgeOne(node, known, all);
}

type Judge = (node: Node, known: Known, all: Statement[]) => string[];

const judges: Record<string, Judge> = {
	DropStmt(node, known, all) {
		const what = objectOf(String(node.removeType));
		const cascades = node.behavior === 'DROP_CASCADE';
		return (node.objects as Node[])
			.filter((object) => cascades || !known.hasDropped(node, object, all))
			.map((object) => {
				const name = describe(object, String(node.removeType));
				if (cascades) {
					return `It drops the ${what} ${name} and whatever depends on it, which the file does not name. Drop each by its name, in a later deployment than the one that does without.`;
				}
				const rows = what === 'table' ? ' with its rows' : '';
				return `It drops the ${what} ${name}${rows}. ${later}`;
			});
	},
	AlterTableStmt(node, known) {
		const relation = relationOf(node.relation);
		if (known.has(relation)) return [];
		return nodesIn(node.cmds, 'AlterTableCmd').flatMap((command) =>
			changeOf(command, relation, known)
		);
	},
	IndexStmt(node, known) {
		const { unique, relation } = node as { unique?: boolean; relation: Node };
		const table = relationOf(relation);
		if (!unique || known.has(table)) return [];
		return [
			`It makes a column of ${table} unique: what instances of the version before write may be refused. Deploy the version that keeps to it first, and this in a later deployment.`
		];
	},
	CreateTableAsStmt: (node, known) => inQuery(node, known),
	SelectStmt: (node, known) => inQuery(node, known),
	InsertStmt: (node, known) => inQuery(node, known),
	UpdateStmt: (node, known) => inQuery({ UpdateStmt: node }, known),
	DeleteStmt: (node, known) => inQuery({ DeleteStmt: node }, known),
	MergeStmt: (node, known) => inQuery({ MergeStmt: node }, known),
	TruncateStmt(node, known) {
		const { relations, behavior } = node as { relations: Node[]; behavior: string };
		const names = relations.map(({ RangeVar }) => relationOf(RangeVar));
		return names
			.filter((name) => behavior === 'DROP_CASCADE' || !known.has(name))
			.map(
				(name) => `It deletes all rows of ${name}. A migration that must do so has to be named.`
			);
	},
	RenameStmt(node, known) {
		const relation = node.relation ? relationOf(node.relation) : '';
		if (relation && known.has(relation)) return [];
		const what = objectOf(String(node.renameType));
		const of = relation ? ` of ${relation}` : '';
		return [
			`It renames a ${what}${of} to ${String(node.newname)}. Instances of the version before know the old name. Add the new one beside it, fill both, and drop the old one in a later deployment.`
		];
	},
	AlterEnumStmt: ({ oldVal, typeName }) =>
		oldVal
			? [
					`It renames the value ${String(oldVal)} of ${nameOf(typeName)}. Add the new value, and change the rows once no instance writes the old one.`
				]
			: [],
	AlterOwnerStmt: () => [`It gives something another owner, and with it other rights. ${later}`],
	AlterObjectSchemaStmt: () => [`It moves something to another schema. ${later}`],
	GrantStmt(node, known) {
		if (node.is_grant) return [];
		const { objects = [], targtype, objtype } = node as Record<string, unknown>;
		const everything = targtype !== 'ACL_TARGET_OBJECT';
		const isNew = (object: Node) => known.hasObject(object, String(objtype));
		if (!everything && (objects as Node[]).every(isNew)) return [];
		const from = nodesIn(node.grantees, 'RoleSpec')
			.map(({ rolename, roletype }) => (roletype === 'ROLESPEC_PUBLIC' ? 'public' : rolename))
			.join(', ');
		return [`It takes rights away from ${from}. ${later}`];
	},
	GrantRoleStmt: ({ is_grant }) =>
		is_grant ? [] : [`It takes a role away from another. ${later}`],
	VariableSetStmt(node) {
		const name = String(node.name ?? 'everything');
		if (['search_path', 'statement_timeout'].includes(name)) return [];
		return [
			`It sets ${name}. Settings of a deployment are its own; a migration may set statement_timeout and search_path.`
		];
	},
	DoStmt: () => [cannotTell('what a `do` block does. Write its statements as they are')],
	CallStmt: () => [cannotTell('what the procedure it calls does')],
	ExecuteStmt: () => [cannotTell('what it executes')]
};

/** What a part of `alter table` takes away, if anything. */
function changeOf(command: Node, table: string, known: Known): string[] {
	const { subtype, name, def, behavior } = command as {
		subtype: string;
		name?: string;
		def?: Record<string, Node>;
		behavior?: string;
	};
	const column = `${table}.${name ?? ''}`;
	if (known.has(column)) return [];
	const tightens = (what: string) =>
		`It ${what}: what instances of the version before write may be refused. Deploy the version that keeps to it first, and this in a later deployment.`;
	switch (subtype) {
		case 'AT_AddColumn':
			return columnAdded(def?.ColumnDef ?? {}, table);
		case 'AT_ColumnDefault':
			return def
				? []
				: [
						`It takes the default of ${column} away. Instances of the version before may rely on it.`
					];
		case 'AT_DropColumn': {
			const rest = behavior === 'DROP_CASCADE' ? ', and whatever depends on it' : '';
			return [`It drops the column ${column} with what is in it${rest}. ${later}`];
		}
		case 'AT_AlterColumnType':
			return [
				`It changes the type of ${column}, rewrites the table and locks it meanwhile. Add a column of the new type, fill both, and drop the old one in a later deployment.`
			];
		case 'AT_SetNotNull':
			return [tightens(`forbids null in ${column}`)];
		case 'AT_AddConstraint':
			return [tightens(`adds the constraint ${def?.Constraint?.conname ?? ''} to ${table}`)];
		case 'AT_DropConstraint':
			return [`It drops the constraint ${name} of ${table}. ${later}`];
		case 'AT_DisableRowSecurity':
		case 'AT_NoForceRowSecurity':
			return [`It takes row level security from ${table}: everybody would see all its rows.`];
		case 'AT_DisableTrig':
		case 'AT_DisableTrigAll':
		case 'AT_DisableTrigUser':
			return [`It disables triggers of ${table}, which keep its rows right.`];
		case 'AT_ChangeOwner':
			return [`It gives ${table} another owner, and with it other rights. ${later}`];
		case 'AT_DetachPartition':
			return [`It takes a partition with its rows out of ${table}. ${later}`];
		default:
			return mild.has(subtype) ? [] : [cannotTell(`what ${subtype.slice(3)} does to ${table}`)];
	}
}

/** Parts of `alter table` that take nothing away. */
const mild = new Set([
	...['AT_DropNotNull', 'AT_SetStatistics', 'AT_SetOptions', 'AT_ResetOptions', 'AT_SetStorage'],
	...['AT_ValidateConstraint', 'AT_EnableRowSecurity', 'AT_ForceRowSecurity', 'AT_EnableTrig'],
	...['AT_EnableTrigAll', 'AT_EnableTrigUser', 'AT_SetRelOptions', 'AT_ResetRelOptions'],
	...['AT_AttachPartition', 'AT_ReplaceRelOptions', 'AT_SetCompression', 'AT_ClusterOn']
]);

function columnAdded(column: Node, table: string): string[] {
	const has = (type: string) =>
		nodesIn(column.constraints, 'Constraint').some(({ contype }) => contype === type);
	const isFilled = ['CONSTR_DEFAULT', 'CONSTR_IDENTITY', 'CONSTR_GENERATED'].some(has);
	if (!has('CONSTR_NOTNULL') || isFilled) return [];
	return [
		`It adds ${table}.${String(column.colname)}, which must not be null and has no default: instances of the version before do not fill it. Give it a default, or forbid null in a later deployment.`
	];
}

/** What a query changes, wherever in it that stands, and what it calls. */
function inQuery(query: Node, known: Known): string[] {
	const deletes = nodesIn(query, 'DeleteStmt')
		.map(({ relation }) => relationOf(relation))
		.filter((table) => !known.has(table))
		.map((table) => `It deletes rows of ${table}. A migration that must do so has to be named.`);
	const updates = nodesIn(query, 'UpdateStmt')
		.filter(({ whereClause }) => !whereClause)
		.filter(({ relation, targetList }) => {
			const table = relationOf(relation);
			const columns = nodesIn(targetList, 'ResTarget').map(
				({ name }) => `${table}.${String(name)}`
			);
			return !known.has(table) && !columns.every((column) => known.has(column));
		})
		.map(
			({ relation }) =>
				`It overwrites a column in all rows of ${relationOf(relation)}. Say which rows with "where".`
		);
	const merges = nodesIn(query, 'MergeStmt')
		.map(({ relation }) => relationOf(relation))
		.filter((table) => !known.has(table))
		.map((table) => cannotTell(`which rows of ${table} it merges away`));
	const calls = nodesIn(query, 'FuncCall')
		.map(({ funcname }) => nameOf(funcname).replace(/^pg_catalog\./, ''))
		.filter((name) => !plain.has(name))
		.map((name) => cannotTell(`what ${name}() does`));
	return [...deletes, ...updates, ...merges, ...new Set(calls)];
}

/** Functions of Postgres that a migration of rows needs, and that change nothing. */
const plain = new Set([
	...['now', 'clock_timestamp', 'gen_random_uuid', 'lower', 'upper', 'left', 'right', 'concat'],
	...['concat_ws', 'format', 'replace', 'regexp_replace', 'btrim', 'ltrim', 'rtrim', 'substring'],
	...['split_part', 'char_length', 'length', 'starts_with', 'md5', 'sha256', 'to_char', 'to_jsonb'],
	...['date_trunc', 'date_part', 'extract', 'timezone', 'make_interval', 'make_date', 'array_agg'],
	...['string_agg', 'jsonb_agg', 'jsonb_object_agg', 'jsonb_build_object', 'jsonb_build_array'],
	...['jsonb_array_elements', 'jsonb_array_elements_text', 'jsonb_each', 'jsonb_set', 'unnest'],
	...['generate_series', 'array_remove', 'array_append', 'array_length', 'cardinality', 'count'],
	...['sum', 'min', 'max', 'avg', 'bool_and', 'bool_or', 'row_number', 'rank', 'lag', 'lead'],
	...['first_value', 'last_value', 'round', 'floor', 'ceil', 'abs', 'mod', 'hashtextextended']
]);

function cannotTell(what: string): string {
	return `Nobody can tell ${what}. Read it, and name the migration if it takes nothing away from the version that runs.`;
}

/** `OBJECT_TABLE` as people say it. */
function objectOf(type: string): string {
	return type.replace('OBJECT_', '').replace('TABCONSTRAINT', 'CONSTRAINT').toLowerCase();
}

/** `LockStmt` as people say it. */
function words(kind: string): string {
	const name = kind.replace(/Stmt$/, '');
	return `the statement ${name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase()}`;
}

function describe(object: Node, type: string): string {
	const [[kind, value] = ['', {}]] = Object.entries(object) as [string, Node][];
	if (kind === 'ObjectWithArgs') {
		const types = nodesIn(value.objargs, 'TypeName').map(typeOf).join(', ');
		return `${nameOf(value.objname)}(${types})`;
	}
	if (kind === 'TypeName') return typeOf(value);
	if (kind !== 'List') return nameOf(object);
	const parts = value.items as unknown[];
	// A policy, trigger or rule stands last, after its table.
	if (!/POLICY|TRIGGER|RULE/.test(type)) return nameOf(parts);
	return `"${nameOf(parts.at(-1))}" on ${nameOf(parts.slice(0, -1))}`;
}
