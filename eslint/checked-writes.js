/*
 * Keeps writes to tables in the one module that checks them. It goes by the type of what is written
 * to, so that a query in a variable counts and the `delete` of a Map does not; and, for clients
 * whose type is lost, by the words: `.from('tasks').update`.
 */

const writes = new Set(['insert', 'update', 'upsert', 'delete']);

/** @type {import('eslint').Rule.RuleModule} */
export default {
	meta: {
		type: 'problem',
		messages: {
			unchecked:
				'Row level security refuses a write in silence. Call insert, update or remove of ' +
				'$lib/server/write instead of .{{name}}(): they tell a refusal from a success.'
		}
	},
	create(context) {
		const { program, esTreeNodeToTSNodeMap } = context.sourceCode.parserServices;
		/** @type {import('typescript').TypeChecker | undefined} None for plain JavaScript. */
		const checker = program?.getTypeChecker();
		/** @param {unknown} node */
		const typeOf = (node) => checker?.getTypeAtLocation(esTreeNodeToTSNodeMap.get(node));

		return {
			MemberExpression({ object, property, computed }) {
				const name = nameOf(property, computed);
				if (!writes.has(name) || !(isFrom(object) || isQuery(typeOf(object)))) return;
				context.report({ node: property, messageId: 'unchecked', data: { name } });
			},
			// const { update } = supabase.from('tasks')
			ObjectPattern(pattern) {
				for (const property of pattern.properties) {
					if (property.type !== 'Property') continue;
					const name = nameOf(property.key, property.computed);
					if (!writes.has(name) || !isQuery(typeOf(pattern))) continue;
					context.report({ node: property, messageId: 'unchecked', data: { name } });
				}
			}
		};
	}
};

/**
 * @param {import('estree').Node} node
 * @param {boolean} computed
 */
function nameOf(node, computed) {
	if (node.type === 'Identifier' && !computed) return node.name;
	return node.type === 'Literal' ? String(node.value) : '';
}

/** @param {import('estree').Node} node */
function isFrom(node) {
	if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return false;
	const { callee } = node;
	// The class that has a `from` of its own is an array, a buffer or an iterator.
	const isBuiltIn = callee.object.type === 'Identifier' && /^[A-Z]/.test(callee.object.name);
	return nameOf(callee.property, callee.computed) === 'from' && !isBuiltIn;
}

/**
 * @param {import('typescript').Type} [type]
 * @returns {boolean}
 */
function isQuery(type) {
	if (!type) return false;
	if (type.isUnionOrIntersection()) return type.types.some(isQuery);
	const constraint = type.isTypeParameter() ? type.getConstraint() : undefined;
	if (constraint) return isQuery(constraint);
	return (
		type.symbol?.name === 'PostgrestQueryBuilder' || (type.getBaseTypes?.() ?? []).some(isQuery)
	);
}
