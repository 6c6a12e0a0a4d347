import { fails, renders } from '../table.ts'

renders('names, tuples and members of namespaces are assigned to', [
  ['{% set a, b = 1, 2 %}{{ a }}{{ b }}', '12'],
  ['{% set (a, (b, c)) = (1, (2, 3)) %}{{ c }}', '3'],
  ['{% for (k, v) in d|dictsort %}{{ k }}{% endfor %}', 'abitemsnested'],
  ['{% set n = namespace() %}{% set n.x = 5 %}{{ n.x }}{% set n.a, q = 1, 2 %}{{ n.a }}{{ q }}', '512'],
])

fails('otherwise: names, tuples and members of namespaces are assigned to', [
  ['{% for a, in [(1,), (2,)] %}{{ a }}{% endfor %}', 'TemplateSyntaxError', "expected token 'in', got '['"],
])

fails('nothing else is', [
  ['{% set 1 = 2 %}', 'TemplateSyntaxError', "can't assign to 'const'"],
  ['{% set none = 2 %}', 'TemplateSyntaxError', "can't assign to 'const'"],
  ['{% set a.b.c = 2 %}', 'TemplateSyntaxError', "expected token 'end of statement block', got '.'"],
  ['{% set d.x = 2 %}', 'TemplateRuntimeError', 'cannot assign attribute on non-namespace object'],
  ['{% for true in l %}{% endfor %}', 'TemplateSyntaxError', "can't assign to 'const'"],
  ['{% set a[0] = 1 %}', 'TemplateSyntaxError', "expected token 'end of statement block', got '['"],
  ['{% set a, b = 1 %}', 'TypeError'],
  ['{% set a, b = 1, 2, 3 %}', 'ValueError'],
  ['{% set a, b = [1] %}', 'ValueError'],
  [
    '{% for loop in l %}{% endfor %}',
    'TemplateAssertionError',
    "Can't assign to special loop variable in for-loop target",
  ],
  ['{% macro none() %}{% endmacro %}', 'TemplateSyntaxError', "can't assign to 'name'"],
  ['{% set x.y = 1 %}', 'TemplateRuntimeError', 'cannot assign attribute on non-namespace object'],
])
