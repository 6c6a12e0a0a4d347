import { fails, renders } from './table.ts'

renders("literals are Go's", [
  ['{{"\\a\\101\\x7a\\u00e9\\U0001F600\\\\"}}{{`a\\n"`}}', '\u0007Azé😀\\a\\n"'],
  [
    "{{0b101}}{{0o17}}{{017}}{{0xff}}{{1_000}}{{.5}}{{1.}}{{1e-3}}{{'\\n'}}{{'é'}}{{+3}}",
    '5151525510000.510.001102333',
  ],
])

fails('what is none is an error', [
  ['{{"\\q"}}', 'template_invalid'],
  ['{{99999999999999999999}}', 'template_invalid'],
])
