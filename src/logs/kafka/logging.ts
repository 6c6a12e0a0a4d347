import kafkajs, { type LogEntry, type logLevel } from 'kafkajs'
import type { Logger } from '../../types.ts'

// The same complaint of kafkajs is told once in this time; what came between is counted.
const quietFor = 10_000 // ms
const mostRemembered = 200

/**
 * kafkajs' log lines as ours. What it calls an error is mostly an attempt that it makes again, and whoever asked is
 * told by the call itself: so its errors are warnings here, its warnings and the rest are for debugging. Of its fields
 * only those known to be harmless are kept: others hold stacks, payloads and requests.
 */
export function bridgeLogs(
  logger: Logger,
  now: () => number = () => Date.now(),
): (level: logLevel) => (entry: LogEntry) => void {
  const told = new Map<string, { at: number; suppressed: number }>()
  return () =>
    ({ level, namespace, log }) => {
      // An answer that says no goes to whoever asked as well, and the pool repeats what its connections say.
      const repeats = String(log.message).startsWith('Response ') || namespace === 'BrokerPool'
      const isError = level === kafkajs.logLevel.ERROR && !repeats
      if (!isError && !logger.isLevelEnabled('debug')) return
      const fields = fieldsOf(namespace, log)
      if (!isError) {
        logger.debug(fields, 'kafka.client')
        return
      }
      const about = `${namespace} ${fields.text} ${fields.broker ?? ''}`
      const before = told.get(about)
      if (before !== undefined && now() - before.at < quietFor) {
        before.suppressed++
        return
      }
      if (told.size >= mostRemembered) told.clear()
      told.set(about, { at: now(), suppressed: 0 })
      const repeated = before === undefined || before.suppressed === 0 ? {} : { repeated: before.suppressed }
      logger.warn({ ...fields, ...repeated }, 'kafka.client')
    }
}

interface Fields {
  readonly namespace: string
  readonly text: string
  readonly broker?: string
  readonly group?: string
  readonly error?: string
}

function fieldsOf(namespace: string, log: LogEntry['log']): Fields {
  const text = (name: string): string | undefined => {
    const value = log[name]
    return typeof value === 'string' ? oneLine(value) : undefined
  }
  const broker = text('broker')
  const group = text('groupId')
  const error = text('error')
  return {
    namespace,
    text: oneLine(String(log.message)),
    ...(broker === undefined ? {} : { broker }),
    ...(group === undefined ? {} : { group }),
    ...(error === undefined ? {} : { error }),
  }
}

function oneLine(text: string): string {
  return text.replaceAll(/\s*[\r\n]+\s*/g, ' ').slice(0, 500)
}
