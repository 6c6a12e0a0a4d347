import assert from 'node:assert/strict'
import { netboxEvent } from '../helpers/events.ts'
import { HttpReceiver } from '../helpers/http-server.ts'
import { until } from '../helpers/until.ts'
import { sharedKafka } from '../servers/kafka-suite.ts'
import { onBothLogs } from './both-logs.ts'

const kafka = sharedKafka('conservation on Kafka')
const sinks = ['steady', 'failing', 'refusing']

onBothLogs(
  kafka,
  'for each sink, what is taken is delivered, dead-lettered, shed or in the lane, at every scrape',
  async (t, run) => {
    const steady = await HttpReceiver.start(t)
    const failing = await HttpReceiver.start(t)
    const refusing = await HttpReceiver.start(t)
    let asked = 0
    failing.answer = () => ({ status: asked++ % 3 === 0 ? 200 : 503 })
    refusing.answer = ({ body }) => ({ status: body.includes('"data":{"id":3,') ? 422 : 200 })
    const { post, get } = await run(
      `
sinks:
  steady: { type: http, url: "${steady.origin}" }
  failing: { type: http, url: "${failing.origin}", retry: { initial: 5ms, max: 20ms } }
  refusing: { type: http, url: "${refusing.origin}" }
rules:
  - { name: all, object_types: [dcim.device], event_types: [object_updated], sinks: [${sinks}] }
`,
    )
    const events = 60
    const posting = (async () => {
      for (let n = 0; n < events; n++) await post(netboxEvent({ id: n % 10 }))
    })()
    let scrapes = 0
    const balanced = async () => {
      const samples = samplesOf((await get('/metrics')).text)
      scrapes++
      for (const sink of [...sinks, 'undecodable']) {
        const label = `{sink="${sink}"}`
        const of = (name: string) => samples.get(`sluice_sink_${name}${label}`) ?? 0
        const dead = ['refused', 'given_up', 'undecodable']
          .map(stage => samples.get(`sluice_sink_dead_lettered_total{sink="${sink}",stage="${stage}"}`) ?? 0)
          .reduce((sum, count) => sum + count, 0)
        const accounted = of('delivered_total') + dead + of('shed_total') + of('window_deliveries')
        assert.equal(of('taken_total'), accounted, `${sink} at scrape ${scrapes}`)
        assert.equal(of('unaccounted'), 0, `${sink} at scrape ${scrapes}`)
      }
      return sinks.every(sink => {
        const of = (name: string) => samples.get(`sluice_sink_${name}{sink="${sink}"}`) ?? 0
        return of('taken_total') === events && of('window_deliveries') === 0
      })
    }
    await until(balanced, 'all settled', 20_000)
    await posting
    const samples = samplesOf((await get('/metrics')).text)
    assert.equal(samples.get('sluice_sink_delivered_total{sink="steady"}'), events)
    assert.equal(samples.get('sluice_sink_delivered_total{sink="failing"}'), events)
    assert.equal(samples.get('sluice_sink_dead_lettered_total{sink="refusing",stage="refused"}'), events / 10)
    assert.ok(scrapes > 3)
  },
)

function samplesOf(text: string): Map<string, number> {
  const samples = new Map<string, number>()
  for (const line of text.split('\n')) {
    const at = line.lastIndexOf(' ')
    if (!line.startsWith('#') && at > 0) samples.set(line.slice(0, at), Number(line.slice(at + 1)))
  }
  return samples
}
