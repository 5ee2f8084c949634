/** An answer that says no, in the words and the shape WorkOS uses for it. */
export class Refusal extends Error {
	readonly status: number;
	readonly body: Record<string, unknown>;

	constructor(status: number, body: Record<string, unknown>) {
		super(JSON.stringify(body));
		this.status = status;
		this.body = body;
	}
}

export function unauthorized(): Refusal {
	return new Refusal(401, { message: 'Unauthorized' });
}

export function notFound(kind: string, id: string): Refusal {
	return new Refusal(404, {
		message: `${kind} not found: '${id}'.`,
		code: 'entity_not_found',
		entity_id: id
	});
}

export function coded(status: number, code: string, message: string): Refusal {
	return new Refusal(status, { code, message });
}

export function invalidParameters(...problems: string[]): Refusal {
	return new Refusal(422, {
		code: 'invalid_request_parameters',
		message: problems.join(' '),
		errors: problems.map((message) => ({ code: 'invalid', message }))
	});
}

/** The shape of OAuth 2.0, which the token endpoint answers in. */
export function oauth(
	error: string,
	description = `The request failed due to: ${error}.`
): Refusal {
	return new Refusal(400, { error, error_description: description });
}
