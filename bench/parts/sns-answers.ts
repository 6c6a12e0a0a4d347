/**
 * Answers PublishBatch as SNS does, in a process of its own: every entry is accepted. Looks at nothing but how many there
 * are, so that the sender is what is measured. Over IPC: sends { port }.
 */
import { createServer } from 'node:http'

const next = /member\.(\d+)\.Id=/g
const answers = Array.from({ length: 11 }, (_, count) => answerOf(count))

const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const count = Buffer.concat(chunks).toString('latin1').match(next)?.length ?? 0
    const body = answers[count]!
    response.writeHead(200, { 'content-type': 'text/xml', 'content-length': body.length }).end(body)
  })
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  process.send?.({ port: typeof address === 'object' && address !== null ? address.port : 0 })
})
process.on('disconnect', () => process.exit(0))

function answerOf(count: number): string {
  const members = Array.from(
    { length: count },
    (_, id) => `<member><MessageId>567910cd-659e-55d4-8ccb-5aaf14679dc0</MessageId><Id>${id}</Id></member>`,
  )
  return (
    '<PublishBatchResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishBatchResult><Failed/>' +
    `<Successful>${members.join('')}</Successful></PublishBatchResult><ResponseMetadata>` +
    '<RequestId>d74b8436-ae13-5ab4-a9ff-ce54dfea72a0</RequestId></ResponseMetadata></PublishBatchResponse>'
  )
}
