import type { Config, SinkConfig } from '../../config/types.ts'
import { messageOf, SluiceError } from '../../errors.ts'
import { createOne } from '../../sinks.ts'
import { printable } from '../../text.ts'
import { loadFor } from '../config-file.ts'
import { sinkNamed } from '../render/render.ts'
import { checkLog, usedLogs } from './logs.ts'

const longest = 30_000 // ms, for one sink

/** Asks the logs and the sinks, or only the sinks that are named; a line for each. */
export async function check(
  file: string,
  names: readonly string[],
): Promise<{ readonly good: boolean; readonly text: string }> {
  const { config } = await loadFor(file)
  const sinks = names.length === 0 ? [...config.sinks.values()] : names.map(name => sinkNamed(config, name))
  const logs = names.length === 0 ? usedLogs(config) : []
  const lines = await Promise.all([
    ...logs.map(log => line(`log ${log.name}`, checkLog(log))),
    ...sinks.map(sink => line(`sink ${sink.name}`, checkSink(sink, config))),
  ])
  return {
    good: lines.every(({ good }) => good),
    text: lines.map(({ text }) => `${printable(text)}\n`).join(''),
  }
}

/** What there is to say beside that it would do; empty: nothing. */
async function checkSink(settings: SinkConfig, config: Config): Promise<string> {
  const sink = await createOne(settings, config)
  try {
    if (sink.check === undefined) return `type ${settings.type} has nothing to ask`
    await within(sink.check(AbortSignal.timeout(longest)))
    return ''
  } finally {
    await sink.close()
  }
}

/** Also where an adapter does not heed its signal. */
async function within(checked: Promise<void>): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new SluiceError('sink_unreachable', 'no answer in time')), longest)
  try {
    await Promise.race([checked, promise])
  } finally {
    clearTimeout(timer)
  }
}

async function line(
  what: string,
  checked: Promise<string>,
): Promise<{ readonly good: boolean; readonly text: string }> {
  try {
    const said = await checked
    return { good: true, text: `ok      ${what}${said === '' ? '' : `: ${said}`}` }
  } catch (error) {
    const hint = error instanceof SluiceError && error.hint !== '' ? `\n        ${error.hint}` : ''
    return { good: false, text: `failed  ${what}: ${messageOf(error)}${hint}` }
  }
}
