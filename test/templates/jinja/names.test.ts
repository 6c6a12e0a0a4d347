import { renders } from '../table.ts'

renders('names are found wherever they are read', [
  [
    '{% macro m() %}{{ [caller is defined, kwargs, varargs] }}{% endmacro %}{{ m(1, a=2) }}',
    "[False, {'a': 2}, (1,)]",
  ],
  ["{% for x in l %}{% if x %}{{ {'a': [loop.index]}['a'][0] ~ '' }}{% endif %}{% endfor %}", '123'],
  ['{% for x in [[1, 2]] %}{% for y in x %}{{ loop.index }}{% endfor %}{% endfor %}', '12'],
  ['{% macro m() %}{% set varargs = 1 %}{{ varargs }}{% endmacro %}{{ m() }}', '1'],
  ['{% for x in l %}{{ s[loop.index0:loop.index] }}{% endfor %}', 'Hel'],
])
