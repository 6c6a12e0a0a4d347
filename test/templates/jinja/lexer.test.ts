import { fails, renders } from '../table.ts'

renders('white space goes where a minus stands', [
  ['a {{- 1 -}} b', 'a1b'],
  ['a\n  {%- if true -%}  x  {%- endif -%}  y', 'axy'],
  ['a {{ 1 -}}\n\n b', 'a 1b'],
  ['a {#- c -#} b', 'ab'],
  ['a {{+ 1 }} b', 'a 1 b'],
  ['{%+ if true +%} x {%+ endif +%} y', ' x  y'],
  ['a {# c +#} b', 'a  b'],
  ['{%- raw -%} {{ x }} {%- endraw -%} b', '{{ x }}b'],
  ['{% raw -%} {{ x {% y %} {%- endraw %} b', '{{ x {% y %} b'],
])

renders('line ends are one kind, and the last is dropped', [
  ['a\r\nb\rc\n', 'a\nb\nc'],
  ['a\n\n', 'a\n'],
  ['\n', ''],
  ["{{ 'a\r\nb' }}|", 'a\nb|'],
])

renders('what looks like a tag within brackets or text is none', [
  ["{{ {'a': {'b': 1}}['a']['b'] }}", '1'],
  ['{{ \'}}\' }}{{ "%}" }}', '}}%}'],
  ["{{ {'a': '}}'} }}", "{'a': '}}'}"],
  ['{# {{ x }} {% y %} #}z', 'z'],
  ['{ { % } }', '{ { % } }'],
  ['}} %} #}', '}} %} #}'],
])

renders('numbers are read as Python writes them', [
  [
    '{{ 1_000 }} {{ 0xFF }} {{ 0b101 }} {{ 0o17 }} {{ 1.5e3 }} {{ 1e-2 }} {{ 1.5 }} {{ 00 }} {{ 1_0.5_0 }}',
    '1000 255 5 15 1500.0 0.01 1.5 0 10.5',
  ],
  ['{{ l.0 }}{{ d.nested.deep.0 }}{{ 1.5.is_integer() }}', '3TrueFalse'],
])

fails('what is no token is an error with its place', [
  ['{{ a ! b }}', 'TemplateSyntaxError', "unexpected char '!' at 5"],
  ["{{ 'abc }}", 'TemplateSyntaxError', 'unexpected char "\'" at 3'],
  ['{{ ) }}', 'TemplateSyntaxError', "unexpected ')'"],
  ['{{ (1] }}', 'TemplateSyntaxError', "unexpected ']', expected ')'"],
  ['{# open', 'TemplateSyntaxError', 'Missing end of comment tag'],
  ['{% raw %} open', 'TemplateSyntaxError', 'Missing end of raw directive'],
  ['{{ a ? b }}', 'TemplateSyntaxError', "unexpected char '?' at 5"],
  ['{{ $x }}', 'TemplateSyntaxError', "unexpected char '$' at 3"],
  ['{{ (1 }}', 'TemplateSyntaxError', "unexpected '}', expected ')'"],
  ['{{ 01 }}', 'TemplateSyntaxError', "expected token 'end of print statement', got 'integer'"],
  ['{{ é·1 }}{{ ² }}', 'TemplateSyntaxError', 'Invalid character in identifier'],
])
