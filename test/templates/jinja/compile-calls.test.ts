import { fails, renders } from '../table.ts'

renders('what is called gets what it is given', [
  [
    "{{ dict(a=1, **{'b': 2}) }}{{ range(*(1, 3))|list }}{{ s|truncate(5, *[true]) }}",
    "{'a': 1, 'b': 2}[1, 2]He...",
  ],
  ["{% macro m(a, b) %}{{ a }}{{ b }}{% endmacro %}{{ m(*[1], **{'b': 2}) }}", '12'],
])

fails('what cannot be called is an error', [
  ['{{ i() }}', 'TypeError'],
  ['{{ s() }}', 'TypeError'],
  ['{{ none() }}', 'TypeError'],
  ['{{ nope() }}', 'UndefinedError', "'nope' is undefined"],
  ['{{ l.append.x() }}', 'UndefinedError', "'builtin_function_or_method object' has no attribute 'x'"],
  [
    "{{ dict(**{'a': 1}, **{'a': 2}) }}",
    'TemplateSyntaxError',
    'invalid syntax for function call expression',
  ],
  ["{{ dict(a=1, **{'a': 2}) }}", 'TypeError'],
])
