import { fails, renders } from '../table.ts'

renders("escapes are Python's", [
  ["{{ 'a\\n\\t\\\\\\'\\\"\\x41\\u0041\\U0001F600\\101\\q\\a' }}", 'a\n\t\\\'"AA😀A\\q\u0007'],
  ["{{ 'a\\\nb' }}", 'ab'],
  ["{{ '\\0' == '\\x00' }}", 'True'],
  ["{{ 'é\\u00e9' }}", 'éé'],
])

fails('escapes that end too early are an error', [
  ["{{ '\\x4' }}", 'TemplateSyntaxError', 'truncated \\xXX escape'],
  ["{{ '\\u12' }}", 'TemplateSyntaxError', 'truncated \\uXXXX escape'],
  ["{{ '\\U0011FFFF' }}", 'TemplateSyntaxError', 'illegal Unicode character'],
])
