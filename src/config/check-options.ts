import { dirname } from 'node:path'
import type { Problem } from '../errors.ts'
import type { Json } from '../types.ts'
import { sinkOf, type WrittenSink } from './assemble.ts'
import { converted } from './convert.ts'
import type { Entry } from './entries.ts'
import type { Findings } from './findings.ts'
import { locate } from './locate.ts'
import type { Part } from './part.ts'
import type { Mark } from './schemas.ts'
import type { SinkConfig } from './types.ts'

/** What a sink's type finds wrong with its options; the paths begin `sinks.<name>`. Connects to nothing. */
export type CheckSink = (
  sink: SinkConfig,
  /** Told what is only doubtful. */
  warn: (warning: Problem) => void,
) => Promise<readonly Problem[]>

/** The marks of a file's values. */
export type MarksOf = (part: Part) => ReadonlyMap<string, Mark>

/** Asks the type of each sink about its options, where its schema has let them through: whatever else is wrong. */
export async function checkOptions(
  sinks: Iterable<Entry>,
  marksOf: MarksOf,
  checkSink: CheckSink,
  findings: Findings,
): Promise<void> {
  const sound = [...sinks].filter(({ part, path }) => !findings.failedAt(part, path))
  for (const sink of sound) {
    const { name, part, path, value } = sink
    const written = converted(value as Json, marksOf(part), dirname(part.path), path)
    const warn = (warning: Problem) => findings.doubted(locate(warning, sink))
    for (const problem of await checkSink(sinkOf(name, written as WrittenSink), warn))
      findings.located(locate(problem, sink))
  }
}
