import { ConfigError, SluiceError } from '../src/errors.ts'
import type { AppendLog, SinkContext } from '../src/types.ts'
import type { AppendOptions } from './append-sink.ts'
import { attributeTemplates } from './attribute-templates.ts'
import type { Problems } from './problems.ts'
import { isOwnHeader, topicProblem, topicText } from './record.ts'
import { signersOf, type WrittenSignature } from './signatures.ts'
import { parseTemplate, type ValueTemplate } from './template.ts'

/** What sinks that append to a log have in common, as their schemas let it through. */
export interface WrittenAppend {
  readonly topic: string
  readonly headers?: { readonly [name: string]: string }
  readonly signatures?: readonly WrittenSignature[]
  readonly timeout?: number
}

/** Checks what a schema cannot. @throws ConfigError with everything that is wrong, `problems` included. */
export function appendOptions(
  written: WrittenAppend,
  context: SinkContext,
  { which, origin, problems }: { which: 'own' | 'cluster'; origin: string; problems: Problems },
): AppendOptions {
  const topic = problems.attempt('topic', () => parseTopic(written.topic, context))
  const headers = attributeTemplates(
    { key: 'headers', written: written.headers, signatures: written.signatures, isOwn: isOwnHeader },
    context,
    problems,
  )
  const signers = signersOf(written.signatures ?? [], problems)
  if (topic === undefined || signers === undefined || problems.found.length > 0)
    throw new ConfigError(problems.found)
  return {
    name: context.name,
    origin,
    log: logOf(context, which),
    record: { topic, netboxId: context.netboxId ?? '', headers, signers },
    timeout: written.timeout ?? 10_000, // ten seconds
  }
}

/** @throws SluiceError `template_invalid` for what can never be a topic's name. */
function parseTopic(text: string, { template: compile }: SinkContext): ValueTemplate {
  const template = parseTemplate(text, compile, topicText)
  const wrong = topicProblem(text.replace(/\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}/gs, 'x'))
  if (wrong !== undefined) throw new SluiceError('template_invalid', wrong)
  return template
}

function logOf({ log }: SinkContext, which: 'own' | 'cluster'): AppendLog {
  if (log === undefined) throw new SluiceError('internal', 'a sink that appends is made without logs')
  return log(which)
}
