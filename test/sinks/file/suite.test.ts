/** The suite that holds every sink, with a file as the other side. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileSink } from '../../../sinks/file/sink.ts'
import { type Arrival, sinkSuite } from '../../suites/sink.ts'
import { context, folder } from './make.ts'

sinkSuite({
  type: 'file',
  replies: [],
  holds: false,
  stops: false,
  secrets: ['secret'],
  carried: body => Buffer.from(body.toString().replaceAll(/[\r\n]/g, ' ')),
  open: async t => {
    const path = join(await folder(t), 'events.jsonl')
    return {
      arrived: () => arrivals(path),
      connections: () => 0,
      sink: ({ timeout, concurrency }) =>
        fileSink.create({ type: 'file', path, timeout }, { ...context, concurrency }),
    }
  },
})

function arrivals(path: string): readonly Arrival[] {
  let text = ''
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    // Nothing was written yet.
  }
  return text.split('\n').slice(0, -1).map(arrivalOf)
}

/** The body as it stands in the line: parsing it would lose digits. */
function arrivalOf(line: string): Arrival {
  const { dedup_id, attributes, body } = JSON.parse(line)
  const written = line.slice(line.indexOf(',"body":') + ',"body":'.length, -1)
  return {
    body: Buffer.from(typeof body === 'string' ? body : written),
    dedupId: dedup_id,
    egressId: attributes.egress_id,
    sourceId: attributes.source_id,
  }
}
