import { renders } from '../table.ts'

renders('variables are found from however deep', [
  [
    '{% set x = 1 %}{% macro a() %}{% macro b() %}{{ x }}{{ y }}{% endmacro %}{% set y = 2 %}{{ b() }}{% endmacro %}{{ a() }}',
    '12',
  ],
  [
    '{% set x = 1 %}{% macro a() %}{% macro b() %}{% macro c() %}{{ x }}{% endmacro %}{{ c() }}{% endmacro %}{{ b() }}{% endmacro %}{{ a() }}',
    '1',
  ],
  [
    '{% for x in [1] recursive %}{% for y in [2] recursive %}{{ x }}{{ y }}{{ s }}{% endfor %}{% endfor %}',
    '12Hello World',
  ],
  ['{{ nothing }}{{ none_such }}{% set nothing = none %}{{ nothing }}', 'NoneNone'],
])
