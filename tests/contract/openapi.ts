import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { parse } from 'yaml';

/*
 * WorkOS' OpenAPI document, as the npm package carries it (0.1.0). Where WorkOS has moved on since,
 * or says nothing, it is listed here, so that every other difference fails a test.
 */

/** Fields of answers that are younger than the document. */
const youngerFields: Record<string, string[]> = {
	user: ['name'],
	organization_membership: ['roles']
};

/** Refusals that the document leaves out, and that the code of other apps expects. */
const otherRefusals: Record<string, string[]> = {
	'POST /user_management/organization_memberships': ['organization_membership_already_exists'],
	'POST /user_management/invitations': ['email_domain_not_deliverable']
};

/** Endpoints that the document leaves out: OIDC discovery, which is a standard of its own. */
const undocumented = /\/\.well-known\/openid-configuration$/;

type Json = Record<string, unknown>;
type Operation = { responses: Record<string, { content?: Record<string, unknown> }> };

const file = createRequire(import.meta.url).resolve('@workos/openapi-spec/spec');
const document = parse(readFileSync(file, 'utf8')) as { paths: Record<string, Json> } & Json;
seal(document.components);
seal(document.paths);

const ajv = new Ajv2020({ strict: false, allErrors: true, validateSchema: false });
formats.default(ajv);
ajv.addSchema({ $id: 'workos', ...document });

/**
 * Makes object schemas refuse fields they do not describe: a field too many would be something
 * that the app could come to rely on and never get.
 */
function seal(node: unknown, isPartOfAnother = false): void {
	if (Array.isArray(node)) return node.forEach((child) => seal(child, isPartOfAnother));
	if (typeof node !== 'object' || node === null) return;
	const schema = node as Json & { properties?: Record<string, Json & { const?: string }> };
	for (const [key, child] of Object.entries(schema)) {
		seal(child, key === 'allOf' || ((key === 'oneOf' || key === 'anyOf') && isPartOfAnother));
	}
	const kind = schema.properties?.object?.const ?? '';
	for (const name of youngerFields[kind] ?? [])
		schema.properties = { ...schema.properties, [name]: {} };
	const isObject =
		Boolean(schema.properties ?? schema.allOf) && !('additionalProperties' in schema);
	if (isObject && !isPartOfAnother) schema.unevaluatedProperties = false;
}

const templates = Object.keys(document.paths).map((template) => ({
	template,
	pattern: new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/]+')}$`)
}));

/** The document's name for a path; the one with the fewest variables where several fit. */
function templateOf(pathname: string): string | undefined {
	return templates
		.filter(({ pattern }) => pattern.test(pathname))
		.map(({ template }) => template)
		.sort((a, b) => a.split('{').length - b.split('{').length)[0];
}

/** Throws where an answer is not what the document says of it. */
export function checkAnswer(method: string, pathname: string, status: number, body: string): void {
	if (undocumented.test(pathname)) return;
	const template = templateOf(pathname);
	const operation = document.paths[template ?? '']?.[method.toLowerCase()] as Operation | undefined;
	const name = `${method} ${template ?? pathname}`;
	if (!template || !operation) throw new Error(`${name} is not in the document.`);
	// The document describes 401 nowhere.
	if (status === 401) return;
	const described = operation.responses[status];
	if (!described)
		throw new Error(`${name} answers ${status}, which the document does not describe.`);
	if (!described.content) return;

	const json: unknown = JSON.parse(body);
	const { code } = json as { code?: string };
	if (code && otherRefusals[name]?.includes(code)) return;
	const validate = validatorFor(template, method, status);
	// What a refusal says beyond the document harms nobody.
	const errors = validate(json)
		? []
		: (validate.errors ?? []).filter(
				(error) => status < 400 || error.keyword !== 'unevaluatedProperties'
			);
	if (errors.length) {
		throw new Error(`${name} ${status}: ${ajv.errorsText(errors)} in ${body.slice(0, 2000)}`);
	}
}

const validators = new Map<string, ValidateFunction>();

function validatorFor(template: string, method: string, status: number): ValidateFunction {
	const steps = ['paths', template, method.toLowerCase(), 'responses', String(status)];
	const pointer = [...steps, 'content', 'application/json', 'schema']
		.map((step) => encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1')))
		.join('/');
	const known = validators.get(pointer) ?? ajv.compile({ $ref: `workos#/${pointer}` });
	validators.set(pointer, known);
	return known;
}
