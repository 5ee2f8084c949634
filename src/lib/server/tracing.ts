type Attributes = Record<string, string | undefined>;

/** What is recorded; with headers by which whoever is asked can join the trace. */
type Work<Value> = (headers: Record<string, string>) => Promise<Value>;

export interface Tracing {
	span<Value>(name: string, attributes: Attributes, work: Work<Value>): Promise<Value>;
}

let tracing: Tracing | null = null;

/**
 * Begins to trace, in a build that was made for it. Any other has nothing of this in it, and no
 * OpenTelemetry either: see docs/operation.md.
 */
export async function startTracing(): Promise<void> {
	if (!__TRACING__) return;
	const { openTelemetry } = await import('./open-telemetry');
	tracing = openTelemetry();
}

/** Does work within a span of its own; where nobody traces, just the work. */
export function inSpan<Value>(
	name: string,
	attributes: Attributes,
	work: Work<Value>
): Promise<Value> {
	return tracing ? tracing.span(name, attributes, work) : work({});
}
