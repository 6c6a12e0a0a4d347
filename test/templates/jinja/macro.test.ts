import { renders } from '../table.ts'

renders('a macro tells what it is', [
  [
    '{% macro m(a, b=1) %}{{ varargs }}{% endmacro %}{{ m }}{{ m.name }}{{ m.arguments }}{{ m.catch_kwargs }}{{ m.catch_varargs }}{{ m.caller }}{{ m.nope }}',
    "<Macro 'm'>m('a', 'b')FalseTrueFalse",
  ],
  [
    '{% macro m() %}{{ caller }}{{ caller.name }}{{ caller.arguments }}{% endmacro %}{% call(x) m() %}{% endcall %}',
    "<Macro anonymous>None('x',)",
  ],
  ['{% macro m() %}{% endmacro %}{{ m is callable }}{{ [m]|length }}', 'True1'],
])
