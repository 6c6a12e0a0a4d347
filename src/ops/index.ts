/** What is seen from outside: metrics, log lines, and the server of /metrics, /health and /ready. */
export { type LineDestination, LineWriter } from './line-writer.ts'
export { type ClosableLogger, createLogger, type LoggerOptions } from './logger.ts'
export { createMetrics, type Metrics, type MetricsOptions } from './metrics.ts'
export { type OpsServer, type OpsServerOptions, opsServer } from './ops-server.ts'
export { type Samples, Together } from './together.ts'
export {
  type JobGauges,
  type MetricSources,
  noSources,
  type Readiness,
  type SinkAlarm,
  type SinkGauges,
} from './types.ts'
