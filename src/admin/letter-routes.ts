import type { LetterPlace } from '../dead-letters/letters.ts'
import { SluiceError } from '../errors.ts'
import { type Fields, selectionFields } from './fields.ts'
import { letterView, wholeLetterView } from './letter-view.ts'
import type { AdminParts, Asked, Route } from './types.ts'

const standardPage = 50
const mostInPage = 500

/** Dead letters: listed, shown, discarded. They are sent again by jobs. */
export function letterRoutes(now: () => AdminParts): readonly Route[] {
  const sinkOf = (fields: Fields): string => {
    const sink = fields.needed('sink')
    if (sink !== 'undecodable' && !now().config.sinks.has(sink))
      throw new SluiceError('sink_unknown', `no sink ${sink} in the configuration`)
    return sink
  }
  const list = async ({ fields }: Asked) => {
    const limit = Math.max(1, fields.number('limit', mostInPage) ?? standardPage)
    const page = await now().letters.page(
      sinkOf(fields),
      fields.selection(),
      limit,
      placeOf(fields.text('after')),
    )
    const { next } = page
    return {
      letters: page.letters.map(letterView),
      ...(next === undefined ? {} : { next: `${next.partition}/${next.offset}` }),
    }
  }
  const show = async ({ fields }: Asked) => {
    const place = { partition: fields.number('partition') ?? 0, offset: fields.number('offset') }
    if (place.offset === undefined) throw new SluiceError('request_invalid', 'offset is missing')
    return wholeLetterView(await now().letters.one(sinkOf(fields), { ...place, offset: place.offset }))
  }
  const discard = async ({ fields, caller }: Asked) => {
    const reason = fields.needed('reason')
    const selection = fields.selection()
    if (Object.keys(selection).length === 0 && !fields.flag('all'))
      throw new SluiceError('request_invalid', 'nothing says which letters are meant', {
        hint: `name some of ${selectionFields.join(', ')}, or say \`"all": true\``,
      })
    return { discarded: await now().letters.discard(sinkOf(fields), selection, { reason, by: caller.name }) }
  }
  return [
    {
      method: 'GET',
      path: '/dead-letters',
      fields: ['sink', 'limit', 'after', ...selectionFields],
      run: list,
    },
    { method: 'GET', path: '/dead-letters/one', fields: ['sink', 'partition', 'offset'], run: show },
    {
      method: 'POST',
      path: '/dead-letters/discard',
      fields: ['sink', 'reason', 'all', ...selectionFields],
      run: discard,
    },
  ]
}

function placeOf(text: string | undefined): LetterPlace | undefined {
  if (text === undefined) return undefined
  const [, partition, offset] = /^(\d{1,9})\/(\d{1,15})$/.exec(text) ?? []
  if (offset === undefined)
    throw new SluiceError(
      'request_invalid',
      `after: found ${JSON.stringify(text)}, expected the \`next\` of a page`,
    )
  return { partition: Number(partition), offset: Number(offset) }
}
