import { ConfigError } from '../../src/errors.ts'
import type { SinkContext, SinkOptions } from '../../src/types.ts'
import { Problems } from '../problems.ts'
import { RotatedFile } from './rotated-file.ts'
import { StreamOutput } from './stream-output.ts'
import type { LineContent, Output, WrittenOptions } from './types.ts'

/** A file sink's options, ready for use. */
export interface FileOptions {
  readonly output: Output
  /** For people's tools alone: the path, or `standard output`. */
  readonly target: string
  /** Stands before reasons. */
  readonly origin: string
  readonly line: LineContent
  readonly netboxId: string
  /** Milliseconds, from the call to its outcome. */
  readonly timeout: number
}

/** Checks what a schema cannot. @throws ConfigError with everything that is wrong. */
export function fileOptions(options: SinkOptions, context: SinkContext): FileOptions {
  const written = options as SinkOptions & WrittenOptions
  const problems = new Problems(context.name)
  const { path, stdout = false, fsync = false, max_bytes = 0, keep = 5, timeout = 10_000 } = written
  if (stdout) checkBesideStdout(written, problems)
  else if (path === undefined) problems.add('path', 'is missing', 'the file to append to, or `stdout: true`')
  if (problems.found.length > 0) throw new ConfigError(problems.found)
  return {
    output: stdout
      ? new StreamOutput(process.stdout)
      : new RotatedFile({ path: path!, fsync, maxBytes: max_bytes, keep }),
    target: stdout ? 'standard output' : path!,
    origin: stdout ? 'standard output' : 'file',
    line: written.line ?? 'delivery',
    netboxId: context.netboxId ?? '',
    timeout,
  }
}

function checkBesideStdout({ path, fsync, max_bytes = 0 }: WrittenOptions, problems: Problems): void {
  const found = { path: path !== undefined, fsync: fsync === true, max_bytes: max_bytes > 0 }
  for (const [name, there] of Object.entries(found))
    if (there) problems.add(name, 'is for files, and `stdout` is true', 'leave one of them out')
}
