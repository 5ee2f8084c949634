import { oauth } from './refusals.ts';

/** What expressions can name. `null` where the session has no organization. */
export interface TemplateContext {
	user: Record<string, unknown>;
	organization: Record<string, unknown> | null;
	organization_membership: Record<string, unknown> | null;
}

/** A template that WorkOS would refuse to save. */
export class TemplateError extends Error {}

const reserved = ['iss', 'sub', 'exp', 'iat', 'nbf', 'jti'];
const largestInBytes = 3072;

const fields: Record<string, string[]> = {
	user: [
		...['object', 'id', 'email', 'first_name', 'last_name', 'name', 'email_verified'],
		...['profile_picture_url', 'created_at', 'updated_at', 'metadata', 'external_id', 'locale'],
		'identities'
	],
	organization: [
		...['id', 'name', 'allow_profiles_outside_organization', 'domains', 'external_id'],
		...['metadata', 'created_at', 'updated_at', 'stripe_customer_id']
	],
	organization_membership: ['id', 'role', 'roles', 'created_at', 'updated_at', 'custom_attributes']
};

const expression = /\{\{((?:'[^']*'|[^'])*?)\}\}/gs;
const stringOrExpression = /"(?:\\.|[^"\\])*"|\{\{(?:'[^']*'|[^'])*?\}\}/gs;
const operand = /\s*(?:'(?<literal>[^']*)'|(?<path>\w[\w.-]*))\s*(?:\|\||$)/y;

/**
 * Renders a JWT template as WorkOS does: JSON in which `{{ path || 'literal' }}` stands for a
 * value, and inside a string for a piece of text. Throws `token_too_big` as WorkOS answers it.
 */
export function renderTemplate(
	template: string,
	context: TemplateContext
): Record<string, unknown> {
	const claims = Object.entries(evaluateTemplate(template, context));
	// A claim that comes to null is left out, at the top level only.
	const rendered = Object.fromEntries(claims.filter(([, value]) => value !== null));
	if (Buffer.byteLength(JSON.stringify(rendered)) > largestInBytes) throw oauth('token_too_big');
	return rendered;
}

/** Throws what WorkOS would say if one tried to save this template. */
export function checkTemplate(template: string): void {
	evaluateTemplate(template, { user: {}, organization: null, organization_membership: null });
}

function evaluateTemplate(template: string, context: TemplateContext): Record<string, unknown> {
	const json = template.replace(stringOrExpression, (token) =>
		token.startsWith('"')
			? evaluateString(token, context)
			: JSON.stringify(evaluate(token.slice(2, -2), context))
	);
	const claims = parse(json);
	if (typeof claims !== 'object' || claims === null || Array.isArray(claims)) {
		throw new TemplateError('A JWT template must be a JSON object.');
	}
	const names = Object.keys(claims);
	if (!names.length) throw new TemplateError('A JWT template must have at least one claim.');
	const taken = names.filter((name) => reserved.includes(name));
	if (taken.length) throw new TemplateError(`Reserved claims: ${taken.join(', ')}.`);
	return claims as Record<string, unknown>;
}

function parse(json: string): unknown {
	try {
		return JSON.parse(json);
	} catch (error) {
		throw new TemplateError('A JWT template must be valid JSON.', { cause: error });
	}
}

/** A string with expressions in it is their concatenation; null adds nothing. */
function evaluateString(token: string, context: TemplateContext): string {
	if (!token.includes('{{')) return token;
	const text = String(parse(token));
	if (text.replaceAll(expression, '').includes('{{')) {
		throw new TemplateError('An expression is not closed by }}.');
	}
	const filled = text.replaceAll(expression, (_, source: string) => {
		const value = evaluate(source, context);
		if (typeof value === 'object' && value !== null) {
			throw new TemplateError(`An object cannot stand inside a string: ${source.trim()}.`);
		}
		return String(value ?? '');
	});
	return JSON.stringify(filled.trim());
}

/** The first operand that is not null. All of them must be well formed. */
function evaluate(source: string, context: TemplateContext): unknown {
	const values: unknown[] = [];
	operand.lastIndex = 0;
	let end = 0;
	for (let found = operand.exec(source); found; found = operand.exec(source)) {
		const { literal, path } = found.groups ?? {};
		values.push(path === undefined ? literal : valueAt(path, context));
		end = operand.lastIndex;
		if (end === source.length) break;
	}
	if (!values.length || end !== source.length || /\|\|\s*$/.test(source)) {
		throw new TemplateError(`Invalid expression: "${source.trim()}".`);
	}
	return values.find((value) => value !== null) ?? null;
}

function valueAt(path: string, context: TemplateContext): unknown {
	const [root = '', field, ...rest] = path.split('.');
	const known = Object.hasOwn(fields, root) ? fields[root] : undefined;
	if (!known || (field !== undefined && !known.includes(field))) {
		throw new TemplateError(`Invalid path: "${path}".`);
	}
	let value: unknown = context[root as keyof TemplateContext];
	for (const key of field === undefined ? [] : [field, ...rest]) {
		const inside = typeof value === 'object' && value !== null && Object.hasOwn(value, key);
		value = inside ? (value as Record<string, unknown>)[key] : null;
	}
	return value ?? null;
}
