import assert from 'node:assert/strict'
import { test } from 'node:test'
import { builtInFilters } from '../../../../src/templates/jinja/filters/built-in.ts'
import { globals } from '../../../../src/templates/jinja/globals.ts'
import { builtInTests } from '../../../../src/templates/jinja/tests.ts'

const FILTERS = `abs attr batch capitalize center count d default dictsort e escape filesizeformat first float forceescape
  format groupby indent int items join last length list lower map max min pprint random reject rejectattr replace reverse
  round safe select selectattr slice sort string striptags sum title tojson trim truncate unique upper urlencode urlize
  wordcount wordwrap xmlattr`
const TESTS = `!= < <= == > >= boolean callable defined divisibleby eq equalto escaped even false filter float ge greaterthan
  gt in integer iterable le lessthan lower lt mapping ne none number odd sameas sequence string test true undefined upper`

const words = (text: string) => text.split(/\s+/).sort()
const none = () => new Map()

test('there are the filters, tests and globals of Jinja2, and no others', () => {
  assert.deepEqual([...builtInFilters(none, none).keys()].sort(), words(FILTERS))
  assert.deepEqual([...builtInTests(none, none).keys()].sort(), words(TESTS))
  assert.deepEqual([...globals.keys()].sort(), words('cycler dict joiner lipsum namespace range'))
})
