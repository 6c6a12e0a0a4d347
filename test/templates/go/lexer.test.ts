import { fails, renders } from './table.ts'

renders('actions are told from text', [
  ['a{{"}}"}}b', 'a}}b'],
  ['{ {x} }', '{ {x} }'],
  ['{{/* a\n b */}}x', 'x'],
  ['{{`}}`}}', '}}'],
  ['a {{- "b" }} c {{ "d" -}} e', 'ab c de'],
  ['{{  1  }}{{1}}', '11'],
])

fails('what is no token is an error', [
  ['{{#}}', 'template_invalid'],
  ['{{"a\n"}}', 'template_invalid'],
  ['{{/* x', 'template_invalid'],
  ['{{ /* x */ }}', 'template_invalid'],
  ['{{1a}}', 'template_invalid'],
])
