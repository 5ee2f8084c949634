import { context, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { Attributes } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import {
	BatchSpanProcessor,
	TracerProvider,
	type ReadableSpan,
	type SpanExporter
} from '@opentelemetry/sdk-trace';
import type { Tracing } from './tracing';

/**
 * Hands SvelteKit's spans and our own to OpenTelemetry, which sends them to where
 * OTEL_EXPORTER_OTLP_ENDPOINT says.
 */
export function openTelemetry(): Tracing {
	const named = resourceFromAttributes({ 'service.name': 'orgdeck' });
	const provider = new TracerProvider({
		resource: named.merge(detectResources({ detectors: [envDetector] })),
		spanProcessors: [
			new BatchSpanProcessor({
				exporter: discreet(new OTLPTraceExporter()),
				scheduledDelayMillis: 1_000
			})
		]
	});
	// What is left is sent before the instance ends.
	process.once('sveltekit:shutdown', () => void provider.shutdown());
	trace.setGlobalTracerProvider(provider);
	context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
	propagation.setGlobalPropagator(new W3CTraceContextPropagator());
	const tracer = trace.getTracer('orgdeck');

	return {
		span: (name, attributes, work) =>
			tracer.startActiveSpan(name, { kind: SpanKind.CLIENT, attributes }, async (span) => {
				const headers = {};
				// Which of our spans it belongs to is Postgres' business, and nobody else's.
				if (attributes.service === 'Supabase') propagation.inject(context.active(), headers);
				try {
					return await work(headers);
				} catch (reason) {
					span.setStatus({ code: SpanStatusCode.ERROR });
					throw reason;
				} finally {
					span.end();
				}
			})
	};
}

/** What spans may say: SvelteKit puts whole addresses and messages into them, with codes and names. */
const told =
	/^(service|request|http\.(route|method|response\.status_code)|sveltekit\.[\w.]+\.result\.(type|status)|sveltekit\.(is_data_request|is_sub_request|load\.(node_id|node_type|environment)))$/;

function discreet(exporter: SpanExporter): SpanExporter {
	return {
		export: (spans, done) => exporter.export(spans.map(withoutSecrets), done),
		shutdown: () => exporter.shutdown(),
		forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve()
	};
}

function withoutSecrets(span: ReadableSpan): ReadableSpan {
	const attributes = onlyTold(span.attributes);
	const events = span.events.map((event) => ({
		...event,
		attributes: { 'exception.type': event.attributes?.['exception.type'] }
	}));
	const status = { code: span.status.code };
	return Object.create(span, {
		attributes: { value: attributes },
		events: { value: events },
		status: { value: status }
	}) as ReadableSpan;
}

function onlyTold(attributes: Attributes): Attributes {
	return Object.fromEntries(Object.entries(attributes).filter(([name]) => told.test(name)));
}
