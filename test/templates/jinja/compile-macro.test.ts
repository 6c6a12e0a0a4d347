import { fails, renders } from '../table.ts'

renders('macros take arguments as Python functions do', [
  [
    '{% macro m(a, b=2, c=a) %}{{ a }}{{ b }}{{ c }}{% endmacro %}{{ m(1) }}{{ m(1, c=3) }}{{ m(b=1, a=0) }}',
    '121123010',
  ],
  ['{% macro m(a) %}[{{ a }}]{% endmacro %}{{ m() }}{{ m(none) }}', '[][None]'],
  ['{% macro m() %}{{ varargs }}{{ kwargs }}{% endmacro %}{{ m(1, 2, x=3) }}{{ m() }}', "(1, 2){'x': 3}(){}"],
  ['{% macro m(n) %}{{ n }}{% if n > 0 %}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(5) }}', '543210'],
  [
    '{% macro m() %}({{ caller() }}){% endmacro %}{% call m() %}x{% endcall %}{% macro q(caller=none) %}{{ caller }}{% endmacro %}{{ q() }}',
    '(x)None',
  ],
  ['{% macro m() %}{{ caller }}{% endmacro %}[{{ m() }}]', '[]'],
  ["{% macro m(x) %}{% set x = x ~ '!' %}{{ x }}{% endmacro %}{{ m('a')|upper }}", 'A!'],
  ['{% macro m(a=nope, b=[]) %}{{ a is defined }}{{ b }}{% endmacro %}{{ m() }}', 'False[]'],
])

fails('what a macro does not take is an error', [
  ['{% macro m(a) %}{% endmacro %}{{ m(1, 2) }}', 'TypeError'],
  ['{% macro m(a) %}{% endmacro %}{{ m(b=1) }}', 'TypeError'],
  ['{% macro m() %}{% endmacro %}{% call m() %}{% endcall %}', 'TypeError'],
  ['{% macro m(a) %}{{ a.x.y }}{% endmacro %}{{ m() }}', 'UndefinedError', "parameter 'a' was not provided"],
  [
    '{% macro m(caller) %}{{ caller() }}{% endmacro %}',
    'TemplateAssertionError',
    'When defining macros or call blocks the special "caller" argument must be omitted or be given a default.',
  ],
])
