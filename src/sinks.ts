import { sinkTypes } from '../sinks/index.ts'
import { type AppendParts, appendLogsOf } from './append-logs.ts'
import type { Config, SinkConfig } from './config/types.ts'
import { uuidOf } from './envelope/index.ts'
import { ConfigError, type Problem, SluiceError } from './errors.ts'
import { userAgent } from './package.ts'
import { type TemplateCompiler, templatesOf } from './sink-templates.ts'
import type { AppendLog, Json, Logger, Sink, SinkContext } from './types.ts'

/** What sinks share with the router that they belong to. */
export interface SinkParts extends Omit<AppendParts, 'config'> {
  /** Those that go on from before. */
  readonly kept?: ReadonlyMap<string, Sink>
}

/**
 * Makes the sinks of a configuration; nothing is connected yet. By name, in the configuration's order.
 * @throws ConfigError with what is wrong with all of them.
 */
export async function createSinks(
  config: Config,
  { kept = new Map(), ...parts }: SinkParts = { logger: quiet },
): Promise<ReadonlyMap<string, Sink>> {
  const sinks = new Map<string, Sink>()
  const made = new Map<string, Sink>()
  const problems: Problem[] = []
  for (const [name, settings] of config.sinks) {
    const sink = kept.get(name) ?? (await createSink(settings, contextOf(settings, { ...parts, config })))
    if (sink instanceof ConfigError) problems.push(...sink.problems)
    else sinks.set(name, sink)
    if (!(sink instanceof ConfigError) && !kept.has(name)) made.set(name, sink)
  }
  if (problems.length === 0) return sinks
  await closeSinks(made)
  throw new ConfigError(problems)
}

/** One of them, for people's tools; a log that it appends to is opened for it. @throws ConfigError */
export async function createOne(sink: SinkConfig, config: Config): Promise<Sink> {
  const made = await createSink(sink, contextOf(sink, { config, logger: quiet }))
  if (made instanceof ConfigError) throw made
  return made
}

/** What is wrong with a sink's own options; `warn` is told what is only doubtful. Reads its certificates; connects to nothing. */
export async function checkSink(
  sink: SinkConfig,
  warn?: (warning: Problem) => void,
): Promise<readonly Problem[]> {
  const made = await createSink(sink, { netboxId: '', log: () => unopened }, warn)
  if (made instanceof ConfigError) return made.problems
  await made.close()
  return []
}

/** Releases what the sinks hold. Resolves when all have; rejects with the first error of one that could not. */
export async function closeSinks(sinks: ReadonlyMap<string, Sink>): Promise<void> {
  const results = await Promise.allSettled([...sinks.values()].map(sink => sink.close()))
  for (const result of results) if (result.status === 'rejected') throw result.reason
}

function contextOf(
  sink: SinkConfig,
  parts: AppendParts & { readonly config: Config },
): Pick<SinkContext, 'netboxId' | 'log'> {
  return { netboxId: parts.config.identity.netbox_id, log: appendLogsOf(sink, parts) }
}

async function createSink(
  sink: SinkConfig,
  context: Pick<SinkContext, 'netboxId' | 'log'>,
  warn: (warning: Problem) => void = () => {},
): Promise<Sink | ConfigError> {
  const { name, type, options, concurrency } = sink
  const load = sinkTypes.get(type)
  if (load === undefined) throw new SluiceError('internal', `sink ${name}: no adapter for type ${type}`)
  const template = templatesOf(sink, (source, { line, column, message, hint }) => {
    const path = ['sinks', name, ...(pathTo(source, options as Json) ?? [])].join('.')
    warn({ file: '', line: 0, path, message: `line ${line}, column ${column}: ${message}`, hint })
  })
  const problems = bodyProblems(sink, template)
  try {
    const { create } = await load()
    const made = await create(options, {
      name,
      userAgent,
      concurrency,
      ...context,
      template,
      warn: (path, message, hint = '') =>
        warn({ file: '', line: 0, path: `sinks.${name}.${path}`, message, hint }),
      batchId: ids => uuidOf(ids.join('\0')),
    })
    if (problems.length === 0) return made
    await made.close()
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    problems.push(...error.problems)
  }
  return new ConfigError(problems)
}

/** The body's template belongs to no type of sink. */
function bodyProblems({ name, body }: SinkConfig, template: TemplateCompiler): Problem[] {
  if (body === undefined) return []
  try {
    template(body)
    return []
  } catch (error) {
    if (!(error instanceof SluiceError)) throw error
    const { message, hint } = error
    return [{ file: '', line: 0, path: `sinks.${name}.body`, message, hint }]
  }
}

/** Keys down to a text; undefined where it is not there. */
function pathTo(text: string, value: Json): readonly string[] | undefined {
  if (value === text) return []
  if (typeof value !== 'object' || value === null) return undefined
  for (const [key, inner] of Object.entries(value)) {
    const path = pathTo(text, inner)
    if (path !== undefined) return [key, ...path]
  }
  return undefined
}

const nothing = () => {}

const quiet: Logger = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  isLevelEnabled: () => false,
  child: () => quiet,
}

/** For a sink that is only looked at. */
const unopened: AppendLog = {
  append: () => Promise.reject(new SluiceError('log_unusable', 'not opened')),
  bounds: () => Promise.reject(new SluiceError('log_unusable', 'not opened')),
  reachable: () => false,
  isOwn: () => false,
  close: async () => {},
}
